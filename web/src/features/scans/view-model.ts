import type { FreshnessState } from "@/components/ui/freshness";
import type { Step } from "@/components/ui/stepper";
import type { Interval } from "@/lib/format-date";

export type ScanRow = {
  id: string;
  name: string;
  monitoring: boolean;
  interval: Interval | null;
  sourceName: string;
  freshness: FreshnessState;
  lag: number | null;
  /** Where a static source ends. */
  endsAt: number | null;
  /** One sentence about the latest run; null when there was none. */
  lastRun:
    | {
        text: string;
        at: number | null;
        running: boolean;
        failed: boolean;
        jobId: string;
      }
    | "asked for"
    | "unknown"
    | null;
  failingStreak: number;
};

export type NameRule = "one_type" | "type_column";

/** The form as typed; it becomes a request only when it is complete. */
export type ScanDraft = {
  name: string;
  dataSourceId: string | null;
  baseQuery: string;
  monitoring: boolean;
  naming: NameRule;
  eventTypeId: string | null;
  eventTypeColumn: string | null;
  eventNameFormat: string;
  timeColumn: string | null;
  interval: Interval;
  lookbackHours: number | null;
  breakdownColumns: string[];
  appVersionColumn: string | null;
  platformColumn: string | null;
  cardinalityThreshold: number | null;
  /** Null leaves it to the kind of the source: files have ended, tables go on. */
  isStatic: boolean | null;
};

export const EMPTY_DRAFT: ScanDraft = {
  name: "",
  dataSourceId: null,
  baseQuery: "",
  monitoring: true,
  naming: "one_type",
  eventTypeId: null,
  eventTypeColumn: null,
  eventNameFormat: "",
  timeColumn: null,
  interval: "1h",
  lookbackHours: 24,
  breakdownColumns: [],
  appVersionColumn: null,
  platformColumn: null,
  cardinalityThreshold: 100,
  isStatic: null,
};

export type PreviewColumn = { name: string; type: string; kind: string };
export type Preview = {
  columns: PreviewColumn[];
  rows: (string | null)[][];
  at: number;
  /** Newest row by the time column, once that is known. */
  newestRow: number | null;
  proposesStatic: boolean;
  looksEnded: boolean;
};

export type DryRunEvent = {
  name: string;
  type: string;
  rows: number;
  exact: boolean;
  share: number;
  isNew: boolean;
  groupedBy: string | null;
};

export type DryRun = {
  at: number;
  windowFrom: number | null;
  windowTo: number | null;
  sampledRows: number;
  complete: boolean;
  truncated: boolean;
  combinations: number;
  events: DryRunEvent[];
  fields: { name: string; type: string; eventType: string; isNew: boolean }[];
  templated: { column: string; values: number; threshold: number }[];
  unmapped: string[];
  warnings: string[];
  errors: string[];
};

export type RunView = {
  state: "pending" | "running" | "completed" | "failed" | "cancelled";
  sentence: string;
  steps: Step[];
  progress: { done: number; total: number; unit: string } | null;
  startedAt: number | null;
  endedAt: number | null;
  error: string | null;
  counters: [label: string, value: string][];
};
