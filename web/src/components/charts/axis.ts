import { formatShortDay, formatTime } from "@/lib/format-date";
import type { VolumePoint } from "./series";

const DAY = 86_400;
const HOUR = 3600;

/** A band may rise this far over the lines; what is higher is cut off, or it would press them flat. */
const BAND_OVER_LINES = 2;

/** The value at the top of the plot: all of the lines, and as much of the band as leaves them readable. */
export function highestShown(points: VolumePoint[]): number {
  const line = Math.max(...points.map((each) => Math.max(each.actual ?? 0, each.expected ?? 0)));
  const band = Math.max(...points.map((each) => each.upper ?? 0));
  return Math.max(1, line, Math.min(band, line * BAND_OVER_LINES));
}

/** Round ticks from 0 up, at most five, the last one at or above the highest value's step. */
export function valueTicks(highest: number): number[] {
  if (!(highest > 0)) return [0, 1];
  const rough = highest / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step =
    [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => highest / size <= 4) ??
    10 * power;
  const ticks: number[] = [];
  for (let index = 0; index * step <= highest; index += 1)
    ticks.push(Number((index * step).toPrecision(12)));
  return ticks;
}

/** Midnights (the viewer's, or UTC ones for daily buckets) thinned to what fits, or hours in a short window. */
export function timeTicks(from: number, to: number, step: number, width: number): number[] {
  const utc = step >= DAY;
  const room = Math.max(2, Math.floor(width / 84));
  const span = to - from;
  if (!utc && span <= 1.5 * DAY) return hourTicks(from, to, room);
  const days = Math.max(1, Math.ceil(span / DAY / room));
  const ticks: number[] = [];
  for (let at = midnight(from, utc); at < to; at = nextDay(at, days, utc)) {
    if (at >= from) ticks.push(at);
  }
  return ticks;
}

export function timeLabel(at: number, step: number): string {
  if (step >= DAY) return formatShortDay(at, true);
  const date = new Date(at * 1000);
  return date.getHours() === 0 && date.getMinutes() === 0
    ? formatShortDay(at, false)
    : formatTime(at);
}

function hourTicks(from: number, to: number, room: number): number[] {
  const hours = [1, 2, 3, 6, 12, 24].find((count) => (to - from) / HOUR / count <= room) ?? 24;
  const ticks: number[] = [];
  for (let at = midnight(from, false); at < to; at += hours * HOUR) if (at >= from) ticks.push(at);
  return ticks;
}

function midnight(at: number, utc: boolean): number {
  const date = new Date(at * 1000);
  if (utc) date.setUTCHours(0, 0, 0, 0);
  else date.setHours(0, 0, 0, 0);
  return date.getTime() / 1000;
}

/** Calendar days, since a local day is not always 24 hours. */
function nextDay(at: number, days: number, utc: boolean): number {
  const date = new Date(at * 1000);
  if (utc) date.setUTCDate(date.getUTCDate() + days);
  else date.setDate(date.getDate() + days);
  return date.getTime() / 1000;
}
