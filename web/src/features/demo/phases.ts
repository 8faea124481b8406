import type { ScanJobOut } from "@/api/generated/types.gen";
import type { Step, StepState } from "@/components/ui/stepper";
import { problemOf } from "@/lib/problem";

/** A demo on its way: first the request that makes it, then its first run. */
export type Making = { project: boolean; job: ScanJobOut | null; failed: boolean };

/** What a run writes into its report while it goes on. */
type Report = { phase?: string; chunks_total?: number; chunks_completed?: number };

const PHASES = [
  { key: "project", label: "Make the project", doing: "The project is being made." },
  { key: "find", label: "Find its events", doing: "A scan finds the events in the made-up rows." },
  { key: "count", label: "Count nine weeks", doing: "Every hour of nine weeks is counted." },
  {
    key: "judge",
    label: "Compare with what is usual",
    doing: "The newest hours are compared with what is usual.",
  },
] as const;
/** Which phase each step of a run belongs to. */
const OF_RUN: Record<string, number> = { read: 1, match: 1, count: 2, score: 3, alert: 3, done: 3 };

/** Longer than this is worth a word; after the second nobody is kept waiting. */
const USUAL_MS = 20_000;
const PATIENCE_MS = 90_000;

export function hasEnded(job: Pick<ScanJobOut, "status"> | null): boolean {
  return job !== null && job.status !== "pending" && job.status !== "running";
}

export function phasesOf(making: Making): Step[] {
  const at = positionOf(making);
  return PHASES.map(({ key, label }, index) => ({
    key,
    label,
    state: stateOf(index, at, making),
    note: index === 2 && at === 2 ? chunkWords(reportOf(making.job)) : undefined,
  }));
}

/** Where it stands, in a sentence that is also read aloud. */
export function narration(making: Making, elapsedMs: number): string {
  const { job } = making;
  if (job?.status === "completed") return "The demo is ready.";
  if (job?.status === "cancelled") return "The first run was stopped. The demo is in the list.";
  if (job?.status === "failed") return "The demo is made, but its first run failed.";
  if (making.failed) return "The demo was not made.";
  if (elapsedMs > PATIENCE_MS)
    return making.project
      ? "This takes long. The counting goes on; open the demo and it fills itself."
      : "The server has not answered yet. Look at the list of projects in a moment.";
  const doing = PHASES[positionOf(making)]?.doing ?? "";
  if (job?.status === "pending") return "The first run waits for a worker.";
  return elapsedMs > USUAL_MS ? `${doing} This takes longer than usual.` : doing;
}

export const waitsTooLong = (elapsedMs: number) => elapsedMs > PATIENCE_MS;

export type Refusal = { title: string; detail: string; again: boolean };

/** What a refused request means for the one who asked, and whether the same press may help. */
export function refusalOf(error: unknown): Refusal {
  const { status, title, detail } = problemOf(error);
  if (status === null)
    return {
      title,
      detail: `${detail} It may have been made all the same: look at the list of projects first.`,
      again: false,
    };
  if (status === 403 && /disabled/i.test(detail))
    return {
      title: "Demos are switched off here",
      detail: `${detail}. Whoever runs the server decides that with DEMO_ENABLED.`,
      again: false,
    };
  if (status >= 500)
    return { title, detail: `${detail} Nothing of it was kept.`, again: status !== 501 };
  return { title, detail, again: status === 409 || status === 429 };
}

const reportOf = (job: ScanJobOut | null) => (job?.result_summary ?? {}) as Report;

function positionOf({ project, job }: Making): number {
  if (!project) return 0;
  return OF_RUN[reportOf(job).phase ?? "read"] ?? 1;
}

function stateOf(index: number, at: number, { job, failed }: Making): StepState {
  if (job?.status === "completed" || index < at) return "done";
  if (index > at) return failed || hasEnded(job) ? "skipped" : "waiting";
  if (failed || job?.status === "failed") return "failed";
  return job?.status === "cancelled" ? "skipped" : "running";
}

function chunkWords({ chunks_total: total, chunks_completed: done }: Report): string | undefined {
  return total ? `${done ?? 0} of ${total} parts` : undefined;
}
