import { useQuery } from "@tanstack/react-query";
import { signalsOfEventsOptions, windowMetricsOptions } from "@/api/asking-posts";
import type { EventListItem, EventTypeOut, WindowVolume } from "@/api/generated/types.gen";
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
  const ids = events.map((event) => event.id);
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
  const typeNames = new Map(types.map((type) => [type.id, type.display_name]));
  return events.map((event) => {
    const signal = signals.data?.find(
      (each) => each.scope_type === "event" && each.event_id === event.id,
    );
    const anomaly = signal && {
      bucket: toSeconds(signal.bucket) ?? 0,
      direction: signal.direction,
    };
    return eventRow(event, {
      typeName: typeNames.get(event.event_type_id) ?? "",
      // What could not be had is unknown; only what is still asked for is awaited.
      volume: volumes.data
        ? volumeOf(volumes.data, event.id, anomaly ?? null)
        : volumes.isError
          ? null
          : undefined,
      signal,
      end,
    });
  });
}

/** The busiest of the scans that count an event. */
function volumeOf(
  volumes: WindowVolume[],
  eventId: string,
  anomaly: { bucket: number; direction: "spike" | "drop" } | null,
) {
  const own = volumes.filter(
    (volume) => volume.event_id === eventId && volume.scan_config_id !== null,
  );
  const busiest = own.sort((a, b) => b.total_count - a.total_count)[0];
  if (!busiest) return null;
  return {
    total: busiest.total_count,
    spark: sparkOf(busiest.data, stepOf(busiest.interval), anomaly),
  };
}
