import type { SparkSeries } from "@/components/charts/sparkline";
import type { SignalSize } from "@/components/ui/badge";
import type { LifeStage } from "@/components/ui/life-ring";
import type { TriadState } from "@/components/ui/triad";

export type EventRow = {
  id: string;
  name: string;
  /** The identity scans observe, when it differs from the name. */
  identity: string | null;
  typeName: string;
  stage: LifeStage;
  verified: boolean;
  triad: TriadState;
  tags: string[];
  owner: string | null;
  /** Undefined while the window's volumes are still being asked for. */
  volume: number | null | undefined;
  spark: SparkSeries | null;
  signal: SignalSize | null;
  driftCount: number;
  lateBy: string | null;
  /** Epoch seconds. */
  lastSeen: number | null;
};

export type TypeTab = { value: string; label: string; count?: string };
