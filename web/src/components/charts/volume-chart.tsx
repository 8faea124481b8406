import { Table2 } from "lucide-react";
import { lazy, type ReactNode, Suspense, useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { zoneName } from "@/lib/format-date";
import { NARROW, useMedia } from "@/lib/use-media";
import { ChartLegend } from "./chart-legend";
import { ChartTable } from "./chart-table";
import { frameOf } from "./frame";
import { PlotReader } from "./plot-reader";
import { RangeStrip } from "./range-strip";
import { ReadOut, readOutText } from "./read-out";
import {
  type ChartMark,
  type CoverageRange,
  defaultWindow,
  FOCUS_BUCKETS,
  fillGrid,
  gapsOf,
  inWindow,
  marksAt,
  restingBucket,
  type TimeWindow,
  type VolumePoint,
} from "./series";

// Asked for with the page, so that it comes beside the numbers and not after them.
const plot = import("./volume-plot");
const VolumePlot = lazy(async () => ({ default: (await plot).VolumePlot }));

type Props = {
  /** What is drawn, as the subject of the sentence: "Trial Started, hourly". */
  label: string;
  points: VolumePoint[];
  /** Seconds a bucket covers. */
  step: number;
  coverage?: CoverageRange[];
  marks?: ChartMark[];
  sigma?: number | null;
  unit?: string;
  /** Bucket of the open signal, around which the window opens. */
  focus?: number | null;
  strip?: boolean;
  height?: number;
  controls?: ReactNode;
  /** Beside the button that shows the table. */
  actions?: ReactNode;
  footer?: ReactNode;
};

const WINDOW_BUCKETS = 240;
const NONE: CoverageRange[] = [];
const NO_MARKS: ChartMark[] = [];

/** Actual against expectation, with a read-out instead of a tooltip and a strip to move along. */
export function VolumeChart({
  label,
  points,
  step,
  coverage = NONE,
  marks = NO_MARKS,
  sigma,
  unit,
  focus = null,
  strip = true,
  height = 260,
  controls,
  actions,
  footer,
}: Props) {
  const narrow = useMedia(NARROW);
  const grid = useMemo(() => fillGrid(points, step), [points, step]);
  const gaps = useMemo(() => gapsOf(grid, step, coverage), [grid, step, coverage]);
  const most = narrow ? FOCUS_BUCKETS : strip ? WINDOW_BUCKETS : grid.length;
  const opening = useMemo(
    () => defaultWindow(grid, step, strip ? focus : null, most),
    [grid, step, strip, focus, most],
  );
  const [moved, setMoved] = useState<{ of: TimeWindow; to: TimeWindow } | null>(null);
  const window = moved?.of === opening ? moved.to : opening;
  const shown = useMemo(() => inWindow(grid, window), [grid, window]);
  const [picked, setPicked] = useState<number | null>(null);
  const [asTable, setAsTable] = useState(false);
  const at = shown.some((point) => point.bucket === picked) ? picked : restingBucket(shown);
  const point = shown.find((item) => item.bucket === at);
  const frame = frameOf(narrow);
  const shows = {
    band: shown.some((item) => item.upper !== null),
    signal: shown.some((item) => item.anomaly && !item.judged),
    judged: shown.some((item) => item.anomaly && item.judged && !item.planned),
    planned: shown.some((item) => marksAt(item.bucket, marks).some((mark) => mark.until)),
    missing: gaps.some((gap) => gap.state === "missing"),
    settling: gaps.some((gap) => gap.state !== "missing"),
  };

  return (
    <div className="grid min-w-0 gap-1 px-3 pb-2.5">
      <div className="flex flex-wrap items-center gap-2.5">
        {controls}
        <span className="text-small text-ink-3 narrow:hidden">local time, {zoneName()}</span>
        <span className="ml-auto flex items-center gap-1">
          {actions}
          <Button
            variant="ghost"
            size="sm"
            aria-pressed={asTable}
            onClick={() => setAsTable(!asTable)}
          >
            <Icon as={Table2} size={14} />
            Table
          </Button>
        </span>
      </div>
      {asTable ? (
        <ChartTable
          points={shown}
          step={step}
          coverage={gaps}
          marks={marks}
          label={`${label}, as a table`}
        />
      ) : (
        <>
          <ReadOut point={point} step={step} coverage={gaps} marks={marks} unit={unit} />
          <div className="relative min-w-0" style={{ height }}>
            <div role="img" aria-label={sentence(label, shown)} className="absolute inset-0">
              <Suspense fallback={<div aria-busy="true" />}>
                <VolumePlot
                  points={shown}
                  step={step}
                  coverage={gaps}
                  marks={marks}
                  height={height}
                  frame={frame}
                />
              </Suspense>
            </div>
            <PlotReader
              points={shown}
              step={step}
              frame={frame}
              bucket={at}
              pinned={picked !== null}
              onPick={setPicked}
              text={readOutText(point, step, gaps, marks)}
            />
          </div>
          {strip && grid.length > shown.length && (
            <div style={{ marginLeft: frame.left, marginRight: frame.right }}>
              <RangeStrip
                grid={grid}
                step={step}
                window={window}
                onChange={(to) => setMoved({ of: opening, to })}
              />
            </div>
          )}
          <div style={{ marginLeft: frame.left }} className="pt-1">
            <ChartLegend shows={shows} sigma={sigma} />
          </div>
        </>
      )}
      {footer}
    </div>
  );
}

function sentence(label: string, shown: VolumePoint[]): string {
  const open = shown.filter((point) => point.anomaly && !point.judged).length;
  const missing = shown.filter((point) => point.actual === null).length;
  const parts = [`${label}: ${shown.length} buckets`];
  parts.push(
    open === 0 ? "no open anomaly" : `${open} open ${open === 1 ? "anomaly" : "anomalies"}`,
  );
  if (missing > 0) parts.push(`${missing} not collected`);
  return parts.join(", ");
}
