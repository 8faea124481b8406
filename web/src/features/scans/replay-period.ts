import type { ScanDetail } from "@/api/generated/types.gen";
import { formatDateTime, INTERVAL_SECONDS, toSeconds } from "@/lib/format-date";

type Monitored = Pick<ScanDetail, "interval" | "is_static" | "as_of">;

const DAY = 86_400;
/** Weeks begin on Mondays; the epoch was a Thursday. */
const MONDAY = 4 * DAY;

/** Where the newest interval ends of which everything is there, in seconds. */
export function latestEnd(scan: Monitored, now: number): number {
  const ends = toSeconds(scan.as_of);
  if (scan.is_static && ends !== null) return ends;
  const width = INTERVAL_SECONDS[scan.interval ?? "1d"];
  const origin = scan.interval === "1w" ? MONDAY : 0;
  return Math.floor((now / 1000 - origin) / width) * width + origin;
}

/** What is offered first: a day at least, and one interval. */
export function periodBefore(scan: Monitored, latest: number): { start: number; end: number } {
  return { start: latest - Math.max(DAY, INTERVAL_SECONDS[scan.interval ?? "1d"]), end: latest };
}

export function inUtc(seconds: number | null): string {
  return seconds === null ? "" : `${formatDateTime(seconds, true)} UTC`;
}

type Period = { start: number | null; end: number | null; wrong: string | null };

export function periodOf(from: string, to: string, latest: number): Period {
  const start = toSeconds(from && new Date(from));
  const end = toSeconds(to && new Date(to));
  return { start, end, wrong: wrongWith(start, end, latest) };
}

function wrongWith(start: number | null, end: number | null, latest: number): string | null {
  if (start === null || end === null) return "Both ends are needed";
  if (end <= start) return "It ends before it begins";
  return end > latest ? `The latest end is ${formatDateTime(latest)}` : null;
}
