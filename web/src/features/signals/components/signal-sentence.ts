import { formatBucket, isDayBucket } from "@/lib/format-date";
import { formatNumber, formatPercent } from "@/lib/format-number";
import type { SignalRow } from "../view-model";

type Facts = Pick<SignalRow, "actual" | "expected" | "direction" | "bucket" | "step" | "scanName">;

/** One plain sentence from the stored numbers. */
export function signalSentence({
  actual,
  expected,
  direction,
  bucket,
  step,
  scanName,
}: Facts): string {
  const when = `${isDayBucket(step) ? "On" : "At"} ${formatBucket(bucket, step)}`;
  const where = scanName ? ` in ${scanName}` : "";
  if (expected === null || expected === 0) {
    return `${when}${where} ${formatNumber(actual)} arrived; there is no baseline to compare with.`;
  }
  if (actual === 0 && direction === "drop") {
    return `${when}${where} nothing arrived, where ${formatNumber(expected)} was expected.`;
  }
  const effect = Math.abs(actual - expected) / expected;
  return `${when}${where} ${formatNumber(actual)} arrived, ${formatPercent(effect)} ${direction === "drop" ? "below" : "above"} the expected ${formatNumber(expected)}.`;
}
