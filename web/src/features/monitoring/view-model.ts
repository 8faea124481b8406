import type { Direction } from "@/components/ui/badge";

/** A finding as it is stored; every word on the page comes from these fields. */
export type Finding = {
  bucket: number;
  step: number;
  actual: number;
  expected: number | null;
  score: number | null;
  direction: Direction;
  /** Sentences about the cause, already worded from stored facts. */
  cause: string | null;
  incident: { id: string; status: string } | null;
};

/** How the number was made. Null where the detector did not store it. */
export type Calculation = {
  method: string | null;
  expected: number | null;
  spread: number | null;
  actual: number | null;
  score: number | null;
  threshold: number;
  minExpected: number | null;
  unit?: string;
};

export type RangeChoice = "24h" | "7d" | "30d" | "all";
