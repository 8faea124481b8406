import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { List } from "lucide-react";
import {
  eventsListedOptions,
  eventTypesListedOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import type { EventListItem } from "@/api/generated/types.gen";
import type { Command } from "@/components/ui/command-palette";
import { useBranch } from "@/lib/branch";
import { useSettled } from "@/lib/use-settled";
import { matches } from "@/lib/word-match";

const PAGE = 8;

type Found = { commands: Command[]; busy: boolean; failed: boolean; retry: () => void };

/** Events of the open project by name, asked of the server once typing pauses. */
export function useEventCommands(
  slug: string | null,
  query: string,
  go: (href: string) => Pick<Command, "href" | "run">,
): Found {
  const branch = useBranch();
  const wanted = query.trim();
  const settled = useSettled(wanted);
  const asks = slug !== null && settled !== "" && wanted !== "";
  const events = useQuery({
    ...eventsListedOptions({
      path: { slug: slug ?? "" },
      query: { search: settled, limit: PAGE, branch },
    }),
    enabled: asks,
    placeholderData: keepPreviousData,
  });
  const types = useQuery({
    ...eventTypesListedOptions({
      path: { slug: slug ?? "" },
      query: { branch, with_fields: false },
    }),
    enabled: asks,
  });
  const typeName = (id: string) => types.data?.find((type) => type.id === id)?.display_name;
  const items = asks ? (events.data?.items ?? []) : [];
  const late = wanted !== settled || events.isPlaceholderData;
  return {
    commands: items
      .map((event) => ({
        id: `event-${event.id}`,
        section: "Events",
        label: event.title || event.name,
        detail: detailOf(event, typeName(event.event_type_id)),
        icon: List,
        ...go(`/p/${slug}/monitoring/event/${event.id}`),
      }))
      // An answer to other words stays only as far as it fits these.
      .filter(({ label }) => !late || matches(label, wanted)),
    busy: wanted !== "" && slug !== null && (wanted !== settled || events.isFetching),
    failed: asks && events.isError,
    retry: () => void events.refetch(),
  };
}

function detailOf(event: EventListItem, typeName: string | undefined): string {
  return [typeName, event.status.replaceAll("_", " ")].filter(Boolean).join(" · ");
}
