/** A note as a chart and its list show it. Times are epoch seconds. */
export type Note = {
  id: string;
  label: string;
  at: number;
  /** Exclusive end of an expected window. */
  until: number | null;
  description: string | null;
  url: string | null;
  /** "whole project" or "event type" where it is not of this series alone. */
  reach: string | null;
  byMachine: boolean;
};

export type ScopeChoice = {
  value: string;
  label: string;
  type: "project_total" | "event_type" | "event" | null;
  ref: string | null;
};

export type NoteDraft = {
  label: string;
  from: string;
  window: boolean;
  until: string;
  description: string;
  scope: string;
};
