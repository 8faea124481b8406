import type { ScanJobOut } from "@/api/generated/types.gen";
import type { Step, StepState } from "@/components/ui/stepper";
import { formatDateTime, toSeconds } from "@/lib/format-date";
import { formatNumber, plural } from "@/lib/format-number";
import type { RunView } from "./view-model";

/** The report of a run, filled while it goes on. */
type Report = {
  mode?: "catalog" | "metrics_collection" | "metrics_replay";
  phase?: "read" | "match" | "count" | "score" | "alert" | "done";
  chunks_total?: number;
  chunks_completed?: number;
  rows_read?: number;
  events_created?: number;
  points_written?: number;
  signals_added?: number;
  alerts_queued?: number;
  time_from?: string;
  time_to?: string;
  sentences?: string[];
};

const PHASES = ["read", "match", "count", "score", "alert"] as const;
type Phase = (typeof PHASES)[number];
const LABELS: Record<Phase, string> = {
  read: "Read",
  match: "Match",
  count: "Count",
  score: "Score",
  alert: "Alert",
};
const DOING: Record<Phase, string> = {
  read: "Reading which events there are.",
  match: "Matching what was read with the plan.",
  count: "Counting events.",
  score: "Comparing the counts with their expectation.",
  alert: "Asking the alert rules.",
};
/** Steps a run without time column or schedule never takes. */
const OF_MONITORING = new Set<Phase>(["count", "score", "alert"]);

export function isLive(job: Pick<ScanJobOut, "status">): boolean {
  return job.status === "pending" || job.status === "running";
}

export function runView(job: ScanJobOut): RunView {
  const report = (job.result_summary ?? {}) as Report;
  const total = report.chunks_total ?? 0;
  const counting = job.status === "running" && report.phase === "count" && total > 0;
  return {
    state: job.status,
    sentence: sentenceOf(job, report),
    steps: PHASES.map((phase) => stepOf(phase, job, report)),
    progress: counting ? { done: report.chunks_completed ?? 0, total, unit: "chunks" } : null,
    startedAt: toSeconds(job.started_at),
    endedAt: toSeconds(job.completed_at),
    error: job.error_message,
    counters: countersOf(job.result_summary ?? {}),
  };
}

function sentenceOf(job: ScanJobOut, report: Report): string {
  const told = (report.sentences ?? []).join(" ");
  switch (job.status) {
    case "pending":
      return "The run waits for a worker.";
    case "running":
      return report.phase && report.phase !== "done" ? DOING[report.phase] : DOING.read;
    case "failed":
      return `The run failed${failedAt(report)}. What it had written is kept.`;
    case "cancelled":
      return "The run was stopped. What it had written is kept.";
    default:
      return told || "The run is complete. Nothing was new.";
  }
}

function failedAt({ phase }: Report): string {
  return phase && phase !== "done" ? ` at the step “${LABELS[phase]}”` : "";
}

function stepOf(phase: Phase, job: ScanJobOut, report: Report): Step {
  return {
    key: phase,
    label: LABELS[phase],
    state: stateOf(phase, job, report),
    note: noteOf(phase, report),
  };
}

function stateOf(phase: Phase, job: ScanJobOut, report: Report): StepState {
  if (report.mode === "catalog" && OF_MONITORING.has(phase)) return "skipped";
  if (report.mode === "metrics_replay" && phase === "match") return "skipped";
  if (job.status === "completed" || report.phase === "done") return "done";
  if (job.status === "pending") return "waiting";
  const at = PHASES.indexOf((report.phase ?? "read") as Phase);
  const own = PHASES.indexOf(phase);
  if (own < at) return "done";
  if (own > at) return job.status === "running" ? "waiting" : "skipped";
  if (job.status === "failed") return "failed";
  return job.status === "cancelled" ? "skipped" : "running";
}

function noteOf(phase: Phase, report: Report): string | undefined {
  const told: Record<Phase, [number | undefined, (count: number) => string]> = {
    read: [report.rows_read, (count) => plural(count, "row")],
    match: [report.events_created, (count) => plural(count, "new event")],
    count: [report.points_written, (count) => plural(count, "point")],
    score: [report.signals_added, (count) => plural(count, "signal")],
    alert: [report.alerts_queued, (count) => `${plural(count, "alert")} queued`],
  };
  const [count, words] = told[phase];
  return count === undefined || count === null ? undefined : words(count);
}

function countersOf(summary: Record<string, unknown>): [string, string][] {
  return Object.entries(summary).flatMap(([name, value]): [string, string][] => {
    const label = name.replaceAll("_", " ").replace(/^./, (first) => first.toUpperCase());
    if (typeof value === "number") return [[label, formatNumber(value)]];
    if (typeof value === "string" && name.startsWith("time_"))
      return [[label, formatDateTime(value)]];
    return typeof value === "string" ? [[label, value.replaceAll("_", " ")]] : [];
  });
}
