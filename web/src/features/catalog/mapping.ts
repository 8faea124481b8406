import type { EventListItem, SignalOut } from "@/api/generated/types.gen";
import type { SparkSeries } from "@/components/charts/sparkline";
import type { LifeStage } from "@/components/ui/life-ring";
import { type TriadState, triadRank } from "@/components/ui/triad";
import { toSeconds } from "@/lib/format-date";
import type { EventRow } from "./view-model";

type Known = {
  typeName: string;
  /** Undefined while volumes are asked for, null where no scan counts the event. */
  volume: { total: number; spark: SparkSeries | null } | null | undefined;
  signal: SignalOut | undefined;
  /** End of the data, or now, in epoch seconds. */
  end: number;
};

const DAY = 86_400;
/** Without a row for this long an event is silent. */
const SILENT_AFTER = 2 * DAY;
const BUILT = new Set<LifeStage>(["implemented", "live", "deprecated"]);

export function eventRow(event: EventListItem, known: Known): EventRow {
  const stage = event.status as LifeStage;
  return {
    id: event.id,
    name: event.title || event.name,
    identity:
      event.source_name !== null && event.source_name !== (event.title || event.name)
        ? event.source_name
        : null,
    typeName: known.typeName,
    stage,
    verified: event.reviewed,
    triad: triadOf(event, stage, known),
    tags: event.tags.map((tag) => tag.name),
    owner: null,
    volume: known.volume === undefined ? undefined : (known.volume?.total ?? null),
    spark: known.volume?.spark ?? null,
    signal: known.signal
      ? {
          actual: known.signal.actual_count,
          expected: known.signal.expected_count,
          direction: known.signal.direction,
        }
      : null,
    driftCount: event.drift_count,
    lateBy: null,
    lastSeen: toSeconds(event.last_seen_at),
  };
}

export function triadOf(
  event: Pick<EventListItem, "last_seen_at" | "drift_count"> & { monitored?: boolean },
  stage: LifeStage,
  { end, signal }: Pick<Known, "end" | "signal">,
): TriadState {
  const seen = toSeconds(event.last_seen_at);
  const data = seen === null ? "absent" : end - seen > SILENT_AFTER ? "silent" : "arriving";
  const plan =
    stage === "archived"
      ? "absent"
      : BUILT.has(stage) || data !== "absent"
        ? "planned"
        : "building";
  if (signal) return { plan, data, watch: "signal", open: 1 };
  if (event.drift_count > 0) return { plan, data, watch: "drift", open: event.drift_count };
  if (event.monitored === false) return { plan, data, watch: "absent" };
  return {
    plan,
    data,
    watch: data === "silent" ? "silent" : data === "absent" ? "absent" : "calm",
  };
}

/** Silence is trouble only where something was built to arrive. */
function urgency(row: EventRow): number {
  const quiet = row.triad.data === "silent" && !BUILT.has(row.stage);
  return triadRank(quiet ? { ...row.triad, data: "absent" } : row.triad);
}

/** By a column, else what needs attention first and then the busiest. */
export function sortRows(
  rows: EventRow[],
  sort: { key: string; down: boolean } | null,
): EventRow[] {
  const sign = sort?.down ? -1 : 1;
  const volume = (row: EventRow) => row.volume ?? -1;
  return [...rows].sort((a, b) => {
    if (sort?.key === "name") return sign * a.name.localeCompare(b.name);
    if (sort?.key === "volume")
      return sign * (volume(a) - volume(b)) || a.name.localeCompare(b.name);
    return urgency(a) - urgency(b) || volume(b) - volume(a) || a.name.localeCompare(b.name);
  });
}
