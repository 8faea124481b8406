import { formatBucket, isDayBucket } from "@/lib/format-date";
import { formatNumber, formatPercent } from "@/lib/format-number";
import type { SignalRow } from "../view-model";

type Facts = Pick<SignalRow, "actual" | "expected" | "direction">;

/** What happened, from the stored numbers: "1,240 arrived, 62% below the expected 3,262." */
export function signalSentence({ actual, expected, direction }: Facts): string {
  if (expected === null || expected === 0) {
    return `${formatNumber(actual)} arrived; there is no baseline to compare with.`;
  }
  if (actual === 0 && direction === "drop") {
    return `Nothing arrived, where ${formatNumber(expected)} was expected.`;
  }
  const effect = Math.abs(actual - expected) / expected;
  const side = direction === "drop" ? "below" : "above";
  return `${formatNumber(actual)} arrived, ${formatPercent(effect)} ${side} the expected ${formatNumber(expected)}.`;
}

/** The same with its bucket, where no column says it. */
export function datedSentence(row: Facts & Pick<SignalRow, "bucket" | "step">): string {
  const sentence = signalSentence(row);
  const when = `${isDayBucket(row.step) ? "On" : "At"} ${formatBucket(row.bucket, row.step)}`;
  return `${when} ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;
}
