import type { BreakdownSeries, EventMetrics } from "@/api/generated/types.gen";
import type { CoverageRange, VolumePoint } from "@/components/charts/series";
import type { Multiple } from "@/components/charts/small-multiples";
import type { SparkSeries } from "@/components/charts/sparkline";
import { INTERVAL_SECONDS, type Interval, toSeconds } from "@/lib/format-date";
import { plural } from "@/lib/format-number";
import type { Calculation, Finding } from "./view-model";

const HOUR = 3600;

/** Seconds a bucket of the series covers. */
export function stepOf(interval: string | null | undefined): number {
  return INTERVAL_SECONDS[interval as Interval] ?? HOUR;
}

/** Whether anything in the series is large enough to be judged. */
export function isJudged(metrics: EventMetrics): boolean {
  return metrics.data.some(
    (point) => point.is_anomaly || (point.expected_count ?? 0) >= metrics.min_expected_count,
  );
}

/** Points to draw; a band nobody judges by would only mislead, so it is left out. */
export function pointsOf(metrics: EventMetrics): VolumePoint[] {
  const judged = isJudged(metrics);
  return metrics.data.map((point) => ({
    bucket: toSeconds(point.bucket) ?? 0,
    actual: point.count,
    expected: judged ? (point.expected_count ?? null) : null,
    lower: judged ? (point.lower ?? null) : null,
    upper: judged ? (point.upper ?? null) : null,
    anomaly: point.is_anomaly ? (point.anomaly_direction ?? null) : (point.expected_stray ?? null),
    ...(point.expected_stray && { judged: true, planned: true }),
    score: judged ? (point.z_score ?? null) : null,
  }));
}

/** What was not collected, is late, or still settles; collected stretches need no mark. */
export function coverageOf(metrics: EventMetrics): CoverageRange[] {
  const gaps = metrics.coverage.flatMap((part): CoverageRange[] =>
    part.state === "collected"
      ? []
      : [{ from: toSeconds(part.from) ?? 0, to: toSeconds(part.to) ?? 0, state: part.state }],
  );
  const settling = metrics.data
    .filter((point) => point.settling)
    .map(({ bucket }) => toSeconds(bucket) ?? 0);
  const first = settling[0];
  const last = settling[settling.length - 1];
  if (first === undefined || last === undefined) return gaps;
  return [...gaps, { from: first, to: last + stepOf(metrics.interval), state: "settling" }];
}

export function findingOf(metrics: EventMetrics): Finding | null {
  const signal = metrics.latest_signal;
  if (!signal) return null;
  return {
    bucket: toSeconds(signal.bucket) ?? 0,
    step: stepOf(signal.interval ?? metrics.interval),
    actual: signal.actual_count,
    expected: signal.expected_count,
    score: signal.z_score,
    direction: signal.direction,
    cause: null,
    incident: signal.incident_status
      ? { id: signal.incident_id ?? "", status: signal.incident_status }
      : null,
  };
}

/** The words for what the detector stored about itself. */
const METHODS: Record<string, string> = {
  point: "Seasonal mixture, one bucket",
  sustained: "Seasonal mixture, a lasting shift",
};

/** How the number of the finding, else of the newest scored bucket, was made. */
export function calculationOf(
  metrics: EventMetrics,
): { bucket: number; calculation: Calculation } | null {
  const found = toSeconds(metrics.latest_signal?.bucket);
  const scored = metrics.data.filter(
    (point) => point.expected_count !== null && point.expected_count !== undefined,
  );
  const point =
    scored.find(({ bucket }) => toSeconds(bucket) === found) ?? scored[scored.length - 1];
  if (!point) return null;
  return {
    bucket: toSeconds(point.bucket) ?? 0,
    calculation: {
      method: point.detector_kind
        ? (METHODS[point.detector_kind] ?? point.detector_kind.replaceAll("_", " "))
        : null,
      expected: point.expected_count ?? null,
      spread: point.stddev ?? null,
      actual: point.count,
      score: point.z_score ?? null,
      threshold: metrics.sigma_threshold,
      minExpected: metrics.min_expected_count,
    },
  };
}

/** Counts on their grid; a bucket nobody collected is a gap. */
export function sparkOf(
  data: { bucket: string; count: number }[],
  step: number,
  anomaly: { bucket: number; direction: "spike" | "drop" } | null = null,
): SparkSeries | null {
  const buckets = data.map((point) => toSeconds(point.bucket) ?? 0);
  const first = buckets[0];
  const last = buckets[buckets.length - 1];
  if (first === undefined || last === undefined || first === last) return null;
  const values = Array.from<number | null>({ length: Math.round((last - first) / step) + 1 }).fill(
    null,
  );
  data.forEach((point, index) => {
    values[Math.round(((buckets[index] ?? first) - first) / step)] = point.count;
  });
  const at = anomaly ? Math.round((anomaly.bucket - first) / step) : -1;
  return {
    values,
    anomaly:
      anomaly && at >= 0 && at < values.length ? { index: at, direction: anomaly.direction } : null,
  };
}

/** One small chart a value, the busiest first. */
export function multiplesOf(series: BreakdownSeries[], interval: string | null): Multiple[] {
  const whole = series.reduce((sum, each) => sum + each.total_count, 0);
  return [...series]
    .sort((a, b) => Number(a.is_other) - Number(b.is_other) || b.total_count - a.total_count)
    .map((each) => ({
      key: each.is_other ? "other" : `value:${each.breakdown_value}`,
      label: each.is_other ? "Other" : (each.breakdown_value ?? "no value"),
      share: whole > 0 ? each.total_count / whole : null,
      series: sparkOf(each.data, stepOf(interval)) ?? { values: [] },
      note: plural(each.total_count, "row"),
    }));
}
