import { useQueries, useQuery } from "@tanstack/react-query";
import {
  monitoringEventOptions,
  overviewTopEventsOptions,
  signalsPastOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import type { EventTypeOut } from "@/api/generated/types.gen";
import { nearestOf, signalSummary } from "@/features/overview/mapping";
import type { History } from "@/features/overview/view-model";
import { BUSIEST } from "./overview-volume";

const SHOWN = 5;

/**
 * What data that has ended held. Of one that goes on, what is over is for its own pages.
 * Where nothing was found, the busiest events say what came nearest; undefined until it is known.
 */
export function useHistory(
  slug: string,
  ended: boolean,
  quiet: boolean,
  types: EventTypeOut[] | undefined,
): History | undefined {
  const past = useQuery({
    ...signalsPastOptions({ path: { slug }, query: { limit: SHOWN } }),
    enabled: ended,
  });
  const look = ended && quiet && past.data?.total === 0;
  const top = useQuery({
    ...overviewTopEventsOptions({ path: { slug }, query: BUSIEST }),
    enabled: look,
  });
  const events = look ? (top.data ?? []) : [];
  const series = useQueries({
    queries: events.map((event) =>
      monitoringEventOptions({ path: { slug, event_id: event.event_id } }),
    ),
  });
  if (!past.data) return undefined;
  const known = series.flatMap(({ data }, index) => {
    const name = events[index]?.name;
    return data && name ? [{ name, metrics: data }] : [];
  });
  return {
    findings: past.data.items.map((each) => signalSummary(each, types)),
    total: past.data.total,
    nearest: known.length === events.length ? nearestOf(known) : null,
  };
}
