import { type ChapterKey, chapterOf, type GuideStep } from "./chapters";

/** Why somebody stands at an earlier step than before. */
export type Setback = "failed" | "cancelled" | "silent" | "lost" | "reset";

/** How far the visitor of one demo has come. */
export type Progress = {
  project: string;
  open: boolean;
  chapter: ChapterKey | null;
  /** Steps done, of each chapter from its first on. */
  done: Partial<Record<ChapterKey, number>>;
  /** The run they started and wait for, and the rule they wrote. */
  job: { scan: string; id: string } | null;
  rule: string | null;
  setback: Setback | null;
};

export type Act =
  | { type: "begin"; chapter: ChapterKey }
  | { type: "leave" }
  | { type: "close" }
  | { type: "reopen" }
  /** They are on a page; `findings` are the events with an open signal, undefined while unknown. */
  | { type: "visit"; path: string; findings: string[] | undefined }
  | { type: "use"; control: string }
  | { type: "start"; scan: string; job: string }
  /** A run reached a final state; `queued` messages came of it. */
  | { type: "end"; job: string; status: "completed" | "failed" | "cancelled"; queued: number }
  /** The run is not there any more. */
  | { type: "lost"; job: string }
  | { type: "rule"; rule: string }
  | { type: "delivery"; rules: string[] };

export function fresh(project: string, setback: Setback | null = null): Progress {
  return { project, open: true, chapter: null, done: {}, job: null, rule: null, setback };
}

export function position({ chapter, done }: Progress): number {
  return chapter === null ? 0 : (done[chapter] ?? 0);
}

/** The step they are at; null without a chapter and behind its last step. */
export function stepAt(progress: Progress): GuideStep | null {
  if (progress.chapter === null) return null;
  return chapterOf(progress.chapter).steps[position(progress)] ?? null;
}

/** Only the visitor's own acts reach it; an act that is not the one asked for changes nothing. */
export function reduce(progress: Progress, act: Act): Progress {
  switch (act.type) {
    case "begin":
      return begun(progress, act.chapter);
    case "leave":
      return { ...progress, chapter: null, setback: null };
    case "close":
      return { ...progress, open: false };
    case "reopen":
      return { ...progress, open: true };
    case "start":
      return started(progress, { scan: act.scan, id: act.job });
    case "end":
      return progress.job?.id === act.job ? ended(progress, act.status, act.queued) : progress;
    case "lost":
      return progress.job?.id === act.job ? back(progress, "lost") : progress;
    default:
      return isAnswered(progress, act) ? forward(progress, act) : progress;
  }
}

/** A chapter that was done begins anew; one that was left goes on. */
function begun(progress: Progress, chapter: ChapterKey): Progress {
  const complete = (progress.done[chapter] ?? 0) >= chapterOf(chapter).steps.length;
  const done = complete ? { ...progress.done, [chapter]: 0 } : progress.done;
  return { ...progress, done, chapter, open: true, setback: null };
}

function isAnswered(progress: Progress, act: Act): boolean {
  const done = stepAt(progress)?.done;
  if (!done || done.on !== act.type) return false;
  if (done.on === "use" && act.type === "use") return done.control === act.control;
  if (act.type === "delivery") return progress.rule !== null && act.rules.includes(progress.rule);
  if (done.on !== "visit" || act.type !== "visit") return true;
  if (!done.page.test(act.path)) return false;
  if (!done.ofFinding) return true;
  const subject = act.path.split("/").at(-1) ?? "";
  // Where nothing is open any event will do.
  return (
    act.findings !== undefined && (act.findings.length === 0 || act.findings.includes(subject))
  );
}

function forward(progress: Progress, act: Act | null): Progress {
  const { chapter } = progress;
  if (chapter === null) return progress;
  const done = { ...progress.done, [chapter]: position(progress) + 1 };
  const rule = act?.type === "rule" ? act.rule : progress.rule;
  return { ...progress, done, rule, setback: null };
}

function started(progress: Progress, job: NonNullable<Progress["job"]>): Progress {
  const on = stepAt(progress)?.done.on;
  if (on === "start") return { ...forward(progress, null), job };
  return on === "end" ? { ...progress, job, setback: null } : progress;
}

function ended(progress: Progress, status: "completed" | "failed" | "cancelled", queued: number) {
  if (status !== "completed") return back(progress, status);
  if (progress.chapter === "alert" && queued === 0) return back(progress, "silent");
  return { ...forward(progress, null), job: null };
}

/** To the last step that starts a run. */
function back(progress: Progress, setback: Setback): Progress {
  const { chapter } = progress;
  if (chapter === null || stepAt(progress)?.done.on !== "end") return { ...progress, job: null };
  const { steps } = chapterOf(chapter);
  const to = steps.findLastIndex(
    (step, index) => index < position(progress) && step.done.on === "start",
  );
  return { ...progress, done: { ...progress.done, [chapter]: to }, job: null, setback };
}
