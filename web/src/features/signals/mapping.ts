import type { SignalOut, SignalSeries } from "@/api/generated/types.gen";
import type { SparkSeries } from "@/components/charts/sparkline";
import { INTERVAL_SECONDS, type Interval, toSeconds } from "@/lib/format-date";
import type { SignalRow } from "./view-model";

const SCOPE_WORDS: Record<string, string> = {
  project_total: "all events",
  event_type: "event type",
  event: "event",
};

export const keyOf = (signal: Pick<SignalOut, "scan_config_id" | "scope_type" | "scope_ref">) =>
  `${signal.scan_config_id}/${signal.scope_type}/${signal.scope_ref}`;

type Names = {
  scans: Map<string, string>;
  /** Display names of event types by their id. */
  types: Map<string, string>;
  sparks: Map<string, SignalSeries> | undefined;
};

/** Widest scope first within what moved together; what it explains stands under it. */
export function signalRows(signals: SignalOut[], names: Names): SignalRow[] {
  const groups = new Map<string, SignalOut[]>();
  for (const signal of signals) {
    const group = `${signal.scan_config_id}/${signal.bucket}/${signal.direction}`;
    const held = groups.get(group);
    if (held) held.push(signal);
    else groups.set(group, [signal]);
  }
  return [...groups.values()].flatMap((group) => {
    const sorted = [...group].sort((a, b) => Number(a.incident_child) - Number(b.incident_child));
    return sorted.map((signal) => signalRow(signal, names));
  });
}

function signalRow(signal: SignalOut, { scans, types, sparks }: Names): SignalRow {
  const scanName = scans.get(signal.scan_config_id ?? "") ?? null;
  const key = keyOf(signal);
  return {
    key: `${key}/${signal.bucket}`,
    scope: signal.scope_type,
    ref: signal.scope_ref,
    scanId: signal.scan_config_id,
    name:
      signal.scope_type === "project_total"
        ? "All events"
        : (types.get(signal.scope_ref) ?? signal.scope_name ?? "deleted event"),
    scopeWords: [SCOPE_WORDS[signal.scope_type] ?? signal.scope_type, scanName]
      .filter(
        (word) =>
          word && !(signal.scope_type === "project_total" && word === SCOPE_WORDS.project_total),
      )
      .join(", "),
    bucket: toSeconds(signal.bucket) ?? 0,
    step: INTERVAL_SECONDS[signal.interval as Interval] ?? 3600,
    detectedAt: toSeconds(signal.detected_at),
    actual: signal.actual_count,
    expected: signal.expected_count,
    score: signal.z_score,
    direction: signal.direction,
    scanName,
    spark: sparks === undefined ? undefined : sparkAround(signal, sparks.get(key)),
    incident: signal.incident_status
      ? { id: signal.incident_id ?? "", status: signal.incident_status }
      : null,
    muted: signal.muted ?? false,
    acknowledged: signal.acknowledged_at !== null && signal.acknowledged_at !== undefined,
    child: signal.incident_child,
  };
}

/** The counts before and after the finding, with the finding marked. */
function sparkAround(signal: SignalOut, series: SignalSeries | undefined): SparkSeries | null {
  const index = series?.data.findIndex((point) => point.bucket === signal.bucket) ?? -1;
  if (!series || series.data.length < 2) return null;
  return {
    values: series.data.map((point) => point.count),
    anomaly: index < 0 ? null : { index, direction: signal.direction },
  };
}
