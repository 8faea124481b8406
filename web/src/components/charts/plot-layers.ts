import type uPlot from "uplot";
import type { ChartPalette } from "./palette";
import type { ChartMark, CoverageRange, VolumePoint } from "./series";

export type Box = { left: number; top: number; right: number; bottom: number };

export const ratio = () => window.devicePixelRatio || 1;

export function boxOf(plot: uPlot): Box {
  const { left, top, width, height } = plot.bbox;
  return { left, top, right: left + width, bottom: top + height };
}

export const xOf = (plot: uPlot, at: number) => plot.valToPos(at, "x", true);
const yOf = (plot: uPlot, value: number) => plot.valToPos(value, "y", true);

/** Under the lines: hatching where nothing was collected, and ochre where it may still change. */
export function drawCoverage(
  plot: uPlot,
  coverage: CoverageRange[],
  step: number,
  marks: ChartMark[],
  colours: ChartPalette,
): void {
  const { ctx } = plot;
  const box = boxOf(plot);
  for (const range of coverage) {
    const left = Math.max(box.left, xOf(plot, range.from - step / 2));
    const right = Math.min(box.right, xOf(plot, range.to - step / 2));
    if (right <= left) continue;
    const missing = range.state === "missing";
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, box.top, right - left, box.bottom - box.top);
    ctx.clip();
    if (missing) {
      ctx.fillStyle = colours.sunken;
      ctx.fillRect(left, box.top, right - left, box.bottom - box.top);
    }
    ctx.globalAlpha = missing ? 1 : 0.5;
    hatch(
      ctx,
      { left, right, top: box.top, bottom: box.bottom },
      missing ? colours.hatch : colours.late,
    );
    ctx.restore();
    const middle = (left + right) / 2;
    // The words of a mark stand in the same place and matter more; the legend says "settling" too.
    const crowded = marks.some((mark) => Math.abs(xOf(plot, mark.at) - middle) < 50 * ratio());
    if (missing || !crowded) {
      label(plot, missing ? "not collected" : range.state, middle, right - left, missing, colours);
    }
  }
}

export function hatch(ctx: CanvasRenderingContext2D, box: Box, colour: string): void {
  const gap = 7 * ratio();
  const height = box.bottom - box.top;
  ctx.strokeStyle = colour;
  ctx.lineWidth = ratio();
  ctx.beginPath();
  // Lines start on a grid of the canvas and not of the gap, so that neighbours join.
  for (let x = Math.floor((box.left - height) / gap) * gap; x < box.right; x += gap) {
    ctx.moveTo(x, box.bottom);
    ctx.lineTo(x + height, box.top);
  }
  ctx.stroke();
}

function label(
  plot: uPlot,
  text: string,
  x: number,
  room: number,
  missing: boolean,
  colours: ChartPalette,
): void {
  const { ctx } = plot;
  const box = boxOf(plot);
  ctx.save();
  ctx.font = `430 ${11 * ratio()}px ${colours.font}`;
  const width = ctx.measureText(text).width;
  if (missing && width + 2 * ratio() > room) {
    ctx.restore();
    return;
  }
  const y = missing ? box.bottom - 5 * ratio() : box.top - 6 * ratio();
  const left = Math.min(x - width / 2, box.right - width);
  if (missing) {
    ctx.fillStyle = colours.sunken;
    ctx.fillRect(left - 3 * ratio(), y - 11 * ratio(), width + 6 * ratio(), 14 * ratio());
  }
  ctx.fillStyle = missing ? colours.axis : colours.lateInk;
  ctx.textAlign = "left";
  ctx.textBaseline = "alphabetic";
  ctx.fillText(text, left, y);
  ctx.restore();
}

/** Above everything: a triangle outside the value and a stem whose length is the miss. */
export function drawAnomalies(plot: uPlot, points: VolumePoint[], colours: ChartPalette): void {
  const { ctx } = plot;
  const size = 4.2 * ratio();
  ctx.save();
  // The plot leaves the dash of its last series behind.
  ctx.setLineDash([]);
  ctx.lineWidth = 1.2 * ratio();
  for (const point of points) {
    if (!point.anomaly || point.actual === null) continue;
    const x = xOf(plot, point.bucket);
    const y = yOf(plot, point.actual);
    const down = point.anomaly === "drop";
    // What was planned is drawn in the colour of its window: hollow, and no alarm.
    ctx.strokeStyle = point.planned ? colours.annotation : colours.anomaly;
    if (point.expected !== null) {
      ctx.beginPath();
      ctx.moveTo(x, y);
      ctx.lineTo(x, yOf(plot, point.expected));
      ctx.stroke();
    }
    const tip = (down ? 1 : -1) * (size + 3 * ratio());
    ctx.beginPath();
    ctx.moveTo(x, y + tip + (down ? size : -size));
    ctx.lineTo(x - size, y + tip + (down ? -size * 0.7 : size * 0.7));
    ctx.lineTo(x + size, y + tip + (down ? -size * 0.7 : size * 0.7));
    ctx.closePath();
    ctx.fillStyle = point.judged ? colours.surface : colours.anomaly;
    ctx.fill();
    ctx.stroke();
  }
  ctx.restore();
}
