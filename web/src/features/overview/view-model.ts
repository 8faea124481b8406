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
  /** A wider scope moved the same way and explains it. */
  child: boolean;
  bucket: number;
  step: number;
};

export type SayPart =
  | string
  | { text: string; tone: "signal" | "late" | "drift" | "neutral"; to: string };

export type ChecklistStep = {
  key: string;
  title: string;
  note: string;
  done: boolean;
  action?: { label: string; to: string };
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
