import type { ScanJobOut, ScanOut } from "@/api/generated/types.gen";
import type { FreshnessState } from "@/components/ui/freshness";
import { formatDuration, INTERVAL_SECONDS, toSeconds } from "@/lib/format-date";
import { isLive } from "./run-mapping";
import type { ScanRow } from "./view-model";

/** Intervals without a row after which a source counts as late, and as overdue. */
const LATE_AFTER = 3;
const OVERDUE_AFTER = 10;

type Fresh = { freshness: FreshnessState; lag: number | null; endsAt: number | null };

/** How old the newest row is against the schedule; what has ended is never late. */
export function freshnessOf(scan: ScanOut, now: number): Fresh {
  const newest = toSeconds(scan.last_event_at);
  if (scan.is_static && scan.as_of)
    return { freshness: "ended", lag: null, endsAt: (toSeconds(scan.as_of) ?? 0) - 1 };
  if (newest === null || scan.interval === null)
    return { freshness: "unknown", lag: null, endsAt: null };
  const lag = Math.floor(now / 1000) - newest;
  const steps = lag / INTERVAL_SECONDS[scan.interval];
  const freshness = steps > OVERDUE_AFTER ? "overdue" : steps > LATE_AFTER ? "late" : "fresh";
  return { freshness, lag, endsAt: null };
}

/** A row of the list: the scan, its source's name, its newest runs (newest first) once they are known. */
export function scanRow(
  scan: ScanOut,
  sourceName: string,
  known: ScanJobOut[] | null | undefined,
  now: number,
): ScanRow {
  const jobs = known ?? [];
  const latest = jobs[0];
  const finished = jobs.filter((job) => !isLive(job));
  const streak = finished.findIndex((job) => job.status !== "failed");
  return {
    id: scan.id,
    name: scan.name,
    monitoring: scan.interval !== null && scan.time_column !== null,
    interval: scan.interval,
    sourceName,
    ...freshnessOf(scan, now),
    lastRun: known ? (latest ? lastRun(latest) : null) : known === null ? "unknown" : "asked for",
    failingStreak: streak < 0 ? finished.length : streak,
  };
}

const lastRun = (job: ScanJobOut) => ({
  text: lastWords(job),
  at: toSeconds(job.completed_at ?? job.started_at ?? job.created_at),
  running: isLive(job),
  failed: job.status === "failed",
  jobId: job.id,
});

export function lastWords(job: ScanJobOut): string {
  if (job.status === "pending") return "Waiting";
  if (job.status === "running") return "Running";
  if (job.status === "failed") return "Failed";
  if (job.status === "cancelled") return "Stopped";
  const from = toSeconds(job.started_at);
  const to = toSeconds(job.completed_at);
  return from === null || to === null
    ? "Completed"
    : `Completed in ${formatDuration(Math.max(1, to - from))}`;
}
