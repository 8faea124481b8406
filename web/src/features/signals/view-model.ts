import type { SparkSeries } from "@/components/charts/sparkline";
import type { Direction } from "@/components/ui/badge";

export type SignalRow = {
  key: string;
  scope: string;
  ref: string;
  /** Totals are told apart by their scan. */
  scanId: string | null;
  name: string;
  scopeWords: string;
  bucket: number;
  step: number;
  detectedAt: number | null;
  actual: number;
  expected: number | null;
  score: number | null;
  direction: Direction;
  scanName: string | null;
  /** Undefined while it is asked for. */
  spark: SparkSeries | null | undefined;
  incident: { id: string; status: string } | null;
  muted: boolean;
  acknowledged: boolean;
  /** Part of a wider signal with the same cause. */
  child: boolean;
};

export type SignalView = "all" | "drop" | "spike";

export type DetectionDraft = {
  enabled: boolean;
  total: boolean;
  types: boolean;
  events: boolean;
  sigma: number | null;
  minExpected: number | null;
  settlingMinutes: number | null;
  windowHours: number | null;
};
