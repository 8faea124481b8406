import type { AnnotationCreate, AnnotationOut } from "@/api/generated/types.gen";
import type { ChartMark } from "@/components/charts/series";
import { toSeconds } from "@/lib/format-date";
import type { Note, NoteDraft, ScopeChoice } from "./view-model";

const WEEK = 7 * 86_400;
/** The first Monday after the epoch: weeks are counted from it. */
const MONDAY = 4 * 86_400;

const REACH: Record<string, string> = {
  project_total: "all events",
  event_type: "all events of the type",
  event: "event",
};

/** Notes in the order of time; `own` is the kind of the series they are shown at. */
export function notesOf(rows: AnnotationOut[], own: string): Note[] {
  return rows.map((row) => ({
    id: row.id,
    label: row.label,
    at: toSeconds(row.bucket) ?? 0,
    until: toSeconds(row.expected_until),
    description: row.description,
    url: row.url,
    reach:
      row.scope_type === null
        ? "whole project"
        : row.scope_type === own
          ? null
          : (REACH[row.scope_type] ?? row.scope_type),
    byMachine: row.source !== "manual",
  }));
}

/** The same on the grid of the chart: a window covers every bucket that it touches, as detection has it. */
export function marksOf(notes: Note[], step: number): ChartMark[] {
  const origin = step >= WEEK ? MONDAY : 0;
  const floor = (at: number) => origin + Math.floor((at - origin) / step) * step;
  const ceil = (at: number) => origin + Math.ceil((at - origin) / step) * step;
  return notes.map(({ at, until, label }) => ({
    kind: "annotation",
    at: floor(at),
    label,
    ...(until !== null && { until: ceil(until) }),
  }));
}

/** What the form wants by member, before the server is asked. */
export function draftProblems(draft: NoteDraft): Partial<Record<keyof NoteDraft, string>> {
  const from = Date.parse(draft.from);
  const until = Date.parse(draft.until);
  return {
    ...(draft.label.trim() === "" && { label: "Say in a few words what happened" }),
    ...(Number.isNaN(from) && { from: "Choose a day and a time" }),
    ...(draft.window && Number.isNaN(until) && { until: "Choose a day and a time" }),
    ...(draft.window && until <= from && { until: "The end must lie after the start" }),
  };
}

export function bodyOf(draft: NoteDraft, scopes: ScopeChoice[]): AnnotationCreate {
  const scope = scopes.find(({ value }) => value === draft.scope);
  return {
    bucket: new Date(draft.from).toISOString(),
    expected_until: draft.window ? new Date(draft.until).toISOString() : null,
    label: draft.label.trim(),
    description: draft.description.trim() || null,
    scope_type: scope?.type ?? null,
    scope_ref: scope?.ref ?? null,
  };
}
