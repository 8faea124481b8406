import type { EventMetrics } from "@/api/generated/types.gen";
import { toSeconds } from "@/lib/format-date";

export type RangeKey = "24h" | "7d" | "30d" | "90d";

export const RANGES: { value: RangeKey; label: string; seconds: number }[] = [
  { value: "24h", label: "24 h", seconds: 86_400 },
  { value: "7d", label: "7 days", seconds: 7 * 86_400 },
  { value: "30d", label: "30 days", seconds: 30 * 86_400 },
  { value: "90d", label: "90 days", seconds: 90 * 86_400 },
];

const HOUR = 3600;

/** The start of a range before the end of the data, on the hour so that asking again hits the cache. */
export function rangeStart(range: RangeKey, end: number | null): string {
  const seconds = RANGES.find((each) => each.value === range)?.seconds ?? 0;
  const last = end ?? Math.ceil(Date.now() / 1000 / HOUR) * HOUR;
  return new Date((last - seconds) * 1000).toISOString();
}

/** Where the data of a series ends; null for a source that goes on. */
export function endOf(metrics: EventMetrics | undefined): number | null {
  return toSeconds(metrics?.as_of);
}
