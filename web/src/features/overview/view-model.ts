import type { SparkSeries } from "@/components/charts/sparkline";
import type { SignalSize } from "@/components/ui/badge";
import type { FreshnessState } from "@/components/ui/freshness";

export type SignalSummary = SignalSize & {
  key: string;
  name: string;
  /** Where its page is: scope and reference. */
  scope: string;
  ref: string;
  scanId: string | null;
  /** One line under the name. */
  note: string;
  /** What it was about is deleted: there is no page to open. */
  gone: boolean;
  /** A wider scope moved the same way and explains it. */
  child: boolean;
  bucket: number;
  step: number;
};

/** A bucket inside its band that came nearest to leaving it. */
export type Nearest = SignalSize & {
  name: string;
  scope: string;
  ref: string;
  bucket: number;
  step: number;
  /** Deviations, and how many make a signal. */
  score: number;
  threshold: number;
};

export type History = { findings: SignalSummary[]; total: number; nearest: Nearest | null };

export type SayPart =
  | string
  | { text: string; tone: "signal" | "late" | "drift" | "neutral"; to: string };

export type ChecklistStep = {
  key: string;
  title: string;
  note: string;
  done: boolean;
  /** Only an owner can do it: others see it, and it does not count for them. */
  ownersOnly: boolean;
  action?: { label: string; to: string };
};

export type Activity = {
  id: string;
  kind: "anomaly" | "scan" | "alert" | "event";
  severity: "info" | "warning" | "error";
  title: string;
  detail: string | null;
  actor: string | null;
  at: string;
  /** Null when what it is about is gone. */
  path: string | null;
};

export type TopEvent = { id: string; name: string; total: number; spark: SparkSeries | null };

export type SourceRow = {
  id: string;
  name: string;
  freshness: FreshnessState;
  newest: number | null;
  lag: number | null;
  endsAt: number | null;
};
