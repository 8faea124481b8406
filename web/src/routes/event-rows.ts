import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { signalsOfEventsOptions, windowMetricsOptions } from "@/api/asking-posts";
import type {
  EventListItem,
  EventTypeOut,
  SignalOut,
  WindowVolume,
} from "@/api/generated/types.gen";
import { eventRow } from "@/features/catalog/mapping";
import type { EventRow } from "@/features/catalog/view-model";
import { sparkOf, stepOf } from "@/features/monitoring/mapping";
import { toSeconds } from "@/lib/format-date";

const HOUR = 3600;

/** Names, then volumes and signals as they come in. */
export function useEventRows(
  slug: string,
  events: EventListItem[],
  types: EventTypeOut[],
  window: { end: number | null; hours: number },
): EventRow[] {
  const ids = useMemo(() => events.map((event) => event.id), [events]);
  const end = window.end ?? Math.ceil(Date.now() / 1000 / HOUR) * HOUR;
  const asked = { enabled: ids.length > 0 };
  const volumes = useQuery({
    ...windowMetricsOptions(slug, {
      event_ids: ids,
      time_from: new Date((end - window.hours * HOUR) * 1000).toISOString(),
      time_to: new Date(end * 1000).toISOString(),
    }),
    ...asked,
  });
  const signals = useQuery({
    ...signalsOfEventsOptions(slug, { event_ids: ids, expanded: true }),
    ...asked,
  });
  // What could not be had is unknown; only what is still asked for is awaited.
  const counted = volumes.data ?? (volumes.isError ? null : undefined);
  return useMemo(
    () => rowsOf(events, types, { counted, signals: signals.data ?? [], end }),
    [events, types, counted, signals.data, end],
  );
}

type Told = { counted: WindowVolume[] | null | undefined; signals: SignalOut[]; end: number };

function rowsOf(events: EventListItem[], types: EventTypeOut[], told: Told): EventRow[] {
  const typeNames = new Map(types.map((type) => [type.id, type.display_name]));
  const busiest = busiestScans(told.counted ?? []);
  const signals = new Map<string, SignalOut>();
  for (const signal of told.signals)
    if (signal.scope_type === "event" && signal.event_id && !signals.has(signal.event_id))
      signals.set(signal.event_id, signal);
  return events.map((event) => {
    const signal = signals.get(event.id);
    return eventRow(event, {
      typeName: typeNames.get(event.event_type_id) ?? "",
      volume: told.counted ? volumeOf(busiest.get(event.id), signal) : told.counted,
      signal,
      end: told.end,
    });
  });
}

/** The busiest of the scans that count an event, by event. */
function busiestScans(volumes: WindowVolume[]): Map<string, WindowVolume> {
  const busiest = new Map<string, WindowVolume>();
  for (const volume of volumes) {
    if (volume.scan_config_id === null) continue;
    const held = busiest.get(volume.event_id);
    if (!held || volume.total_count > held.total_count) busiest.set(volume.event_id, volume);
  }
  return busiest;
}

function volumeOf(volume: WindowVolume | undefined, signal: SignalOut | undefined) {
  if (!volume) return null;
  const anomaly = signal && {
    bucket: toSeconds(signal.bucket) ?? 0,
    direction: signal.direction,
  };
  return {
    total: volume.total_count,
    spark: sparkOf(volume.data, stepOf(volume.interval), anomaly ?? null),
  };
}
