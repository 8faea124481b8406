import type uPlot from "uplot";
import type { ChartPalette } from "./palette";
import { boxOf, hatch, ratio, xOf } from "./plot-layers";
import type { ChartMark } from "./series";

/** How strong the hatching of a window is: it lies under the lines and must not compete with them. */
const WINDOW_INK = 0.38;
const WINDOW_WASH = 0.06;

/** Under the lines: violet hatching where odd numbers are expected. */
export function drawWindows(
  plot: uPlot,
  marks: ChartMark[],
  step: number,
  colours: ChartPalette,
): void {
  const { ctx } = plot;
  for (const mark of marks) {
    const edges = edgesOf(plot, mark, step);
    if (!edges) continue;
    const { top, bottom } = boxOf(plot);
    const area = { ...edges, top, bottom };
    ctx.save();
    ctx.beginPath();
    ctx.rect(area.left, top, area.right - area.left, bottom - top);
    ctx.clip();
    ctx.globalAlpha = WINDOW_WASH;
    ctx.fillStyle = colours.annotation;
    ctx.fillRect(area.left, top, area.right - area.left, bottom - top);
    ctx.globalAlpha = WINDOW_INK;
    hatch(ctx, area, colours.annotation);
    ctx.restore();
  }
}

/** The visible part of a window; null for a moment, and for one that lies elsewhere. */
function edgesOf(plot: uPlot, mark: ChartMark, step: number) {
  if (mark.until === undefined) return null;
  const box = boxOf(plot);
  const left = Math.max(box.left, xOf(plot, mark.at - step / 2));
  const right = Math.min(box.right, xOf(plot, mark.until - step / 2));
  return right > left ? { left, right } : null;
}

/** A line or a bar with its words on top: notes violet and solid, releases petrol and dotted. */
export function drawMarks(
  plot: uPlot,
  marks: ChartMark[],
  step: number,
  colours: ChartPalette,
): void {
  const { ctx } = plot;
  const box = boxOf(plot);
  ctx.save();
  ctx.font = `530 ${11 * ratio()}px ${colours.font}`;
  ctx.textAlign = "left";
  ctx.textBaseline = "alphabetic";
  ctx.lineWidth = 1.2 * ratio();
  const seen = marks.flatMap((mark) => placed(plot, mark, step) ?? []);
  for (const each of seen) {
    ctx.strokeStyle = ctx.fillStyle = colourOf(each.mark, colours);
    if (each.edges) drawBar(ctx, each.edges, box.top);
    else drawLine(ctx, each, box);
  }
  for (const crowd of crowdsOf(plot, seen)) {
    const first = crowd[0] as Placed;
    const room = box.right - box.left;
    const text = shortened(ctx, labelOf(crowd), room);
    const width = ctx.measureText(text).width;
    const left = Math.max(box.left, Math.min(first.x - width / 2, box.right - width));
    ctx.fillStyle = colourOf(first.mark, colours);
    ctx.fillText(text, left, box.top - 6 * ratio());
  }
  ctx.restore();
}

type Placed = { mark: ChartMark; x: number; edges: { left: number; right: number } | null };

/** Where a mark stands, a window by its middle; null outside the plot. */
function placed(plot: uPlot, mark: ChartMark, step: number): Placed | null {
  const box = boxOf(plot);
  if (mark.until !== undefined) {
    const edges = edgesOf(plot, mark, step);
    return edges && { mark, x: (edges.left + edges.right) / 2, edges };
  }
  const x = xOf(plot, mark.at);
  return x >= box.left && x <= box.right ? { mark, x, edges: null } : null;
}

function drawLine(
  ctx: CanvasRenderingContext2D,
  { mark, x }: Placed,
  box: { top: number; bottom: number },
): void {
  ctx.setLineDash(mark.kind === "release" ? [1.5 * ratio(), 3 * ratio()] : []);
  ctx.beginPath();
  ctx.moveTo(x, box.top);
  ctx.lineTo(x, box.bottom);
  ctx.stroke();
  ctx.beginPath();
  ctx.arc(x, box.top, 2.4 * ratio(), 0, 2 * Math.PI);
  ctx.fill();
}

/** A window is closed at the top by a bar with a foot at each end. */
function drawBar(
  ctx: CanvasRenderingContext2D,
  { left, right }: { left: number; right: number },
  top: number,
): void {
  const foot = 4 * ratio();
  ctx.setLineDash([]);
  ctx.beginPath();
  ctx.moveTo(left, top + foot);
  ctx.lineTo(left, top);
  ctx.lineTo(right, top);
  ctx.lineTo(right, top + foot);
  ctx.stroke();
}

const colourOf = (mark: ChartMark, colours: ChartPalette) =>
  mark.kind === "release" ? colours.release : colours.annotation;
const labelOf = (crowd: Placed[]) =>
  crowd.length === 1 ? (crowd[0]?.mark.label ?? "") : `${crowd.length} marks`;

/** The words of a long label end in an ellipsis; the list below the chart has them in full. */
function shortened(ctx: CanvasRenderingContext2D, text: string, room: number): string {
  if (ctx.measureText(text).width <= room) return text;
  let kept = text;
  while (kept.length > 1 && ctx.measureText(`${kept}…`).width > room) kept = kept.slice(0, -1);
  return `${kept.trimEnd()}…`;
}

/** Marks whose words would touch share one label. */
function crowdsOf(plot: uPlot, marks: Placed[]): Placed[][] {
  const crowds: Placed[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const each of [...marks].sort((a, b) => a.x - b.x)) {
    const half = plot.ctx.measureText(each.mark.label).width / 2 + 3 * ratio();
    if (each.x - half < end) crowds[crowds.length - 1]?.push(each);
    else crowds.push([each]);
    end = each.x + half;
  }
  return crowds;
}
