import { memo, useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { formatAxis } from "@/lib/format-number";
import { subscribeTheme } from "@/lib/theme";
import { useElementWidth } from "@/lib/use-element-width";
import { highestShown, timeLabel, timeTicks, valueTicks } from "./axis";
import type { PlotFrame } from "./frame";
import { type ChartPalette, readPalette } from "./palette";
import { drawAnomalies, drawCoverage } from "./plot-layers";
import { drawMarks, drawWindows } from "./plot-marks";
import { type ChartMark, type CoverageRange, coverageAt, type VolumePoint } from "./series";

type Props = {
  points: VolumePoint[];
  step: number;
  coverage: CoverageRange[];
  marks: ChartMark[];
  height: number;
  frame: PlotFrame;
};

/** Room over the highest value; more where the head of a mark must not touch an anomaly. */
const OVER_LINES = 1.06;
const UNDER_MARKS = 1.16;

/** The canvas alone; reading and moving are the business of VolumeChart. */
export const VolumePlot = memo(function VolumePlot({
  points,
  step,
  coverage,
  marks,
  height,
  frame,
}: Props) {
  const box = useRef<HTMLDivElement>(null);
  const width = useElementWidth(box);

  useEffect(() => {
    const element = box.current;
    if (!element || width === 0 || !canDraw()) return;
    let colours = readPalette(element);
    const props = { points, step, coverage, marks, height, frame };
    const plot = new uPlot(
      options(props, width, () => colours),
      dataOf(props),
      element,
    );
    const unsubscribe = subscribeTheme(() => {
      colours = readPalette(element);
      plot.redraw(false, true);
    });
    return () => {
      unsubscribe();
      plot.destroy();
    };
  }, [points, step, coverage, marks, height, frame, width]);

  return <div ref={box} data-plot="" style={{ height }} className="overflow-hidden" />;
});

/** Without a canvas (a text browser, a test) the table twin still has every number. */
function canDraw(): boolean {
  return document.createElement("canvas").getContext("2d") !== null;
}

function dataOf({ points, coverage }: Props): uPlot.AlignedData {
  const unsettled = points.map((point) => {
    const state = coverageAt(point.bucket, coverage);
    return state === "late" || state === "settling";
  });
  return [
    points.map((point) => point.bucket),
    points.map((point) => point.upper),
    points.map((point) => point.lower),
    points.map((point) => point.expected),
    points.map((point, index) => (unsettled[index] ? null : point.actual)),
    // The dotted line starts at the last settled value, so that the two meet.
    points.map((point, index) => (unsettled[index] || unsettled[index + 1] ? point.actual : null)),
  ];
}

function options(props: Props, width: number, colours: () => ChartPalette): uPlot.Options {
  const { points, step, coverage, marks, height, frame } = props;
  const highest = highestShown(points) * (marks.length > 0 ? UNDER_MARKS : OVER_LINES);
  const first = points[0]?.bucket ?? 0;
  const last = points[points.length - 1]?.bucket ?? 1;
  const font = `430 11px ${colours().font}`;
  const line = (
    stroke: (palette: ChartPalette) => string,
    dash?: number[],
    size = 1.6,
  ): uPlot.Series => ({
    stroke: () => stroke(colours()),
    width: size,
    dash,
    points: { show: false },
    spanGaps: false,
  });
  return {
    width,
    height,
    padding: [frame.top, frame.right, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: [first - step / 2, last + step / 2] },
      y: { range: [0, highest] },
    },
    axes: [
      {
        size: frame.bottom,
        font,
        align: 1,
        gap: 5,
        stroke: () => colours().axis,
        grid: { show: false },
        ticks: { size: 7, width: 1, stroke: () => colours().base },
        splits: () => timeTicks(first, last + step, step, width - frame.left),
        values: (_plot, ticks) => ticks.map((tick) => timeLabel(tick, step)),
      },
      {
        size: frame.left,
        font,
        gap: 7,
        stroke: () => colours().axis,
        grid: { width: 1, stroke: () => colours().grid },
        ticks: { show: false },
        splits: () => valueTicks(highest),
        values: (_plot, ticks) => ticks.map(formatAxis),
      },
    ],
    series: [
      {},
      { stroke: "transparent", width: 0, points: { show: false } },
      { stroke: "transparent", width: 0, points: { show: false } },
      line((palette) => palette.expected, [4, 3], 1.2),
      line((palette) => palette.actual),
      line((palette) => palette.actual, [1.5, 2.5]),
    ],
    bands: [{ series: [1, 2], fill: () => colours().band }],
    hooks: {
      drawAxes: [
        (plot) => drawWindows(plot, marks, step, colours()),
        (plot) => drawCoverage(plot, coverage, step, marks, colours()),
      ],
      draw: [
        (plot) => drawMarks(plot, marks, step, colours()),
        (plot) => drawAnomalies(plot, points, colours()),
      ],
    },
  };
}
