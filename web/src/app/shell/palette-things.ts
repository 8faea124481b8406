import { useQuery } from "@tanstack/react-query";
import { Database, type LucideIcon, ScanLine, Shapes } from "lucide-react";
import {
  dataSourcesListedOptions,
  eventTypesListedOptions,
  scansListedOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import type { Command } from "@/components/ui/command-palette";
import { useBranch } from "@/lib/branch";
import { matches } from "@/lib/word-match";

const MOST = 5;

type Go = (href: string) => Pick<Command, "href" | "run">;
type Thing = { id: string; name: string; detail: string; icon: LucideIcon; href: string };

/** Scans, event types and sources by name: lists that are short, asked whole and kept. */
export function useThingCommands(slug: string | null, query: string, go: Go) {
  const branch = useBranch();
  const asks = query.trim() !== "";
  const path = { slug: slug ?? "" };
  const inside = asks && slug !== null;
  const scans = useQuery({ ...scansListedOptions({ path }), enabled: inside });
  const types = useQuery({
    ...eventTypesListedOptions({ path, query: { branch } }),
    enabled: inside,
  });
  const sources = useQuery({ ...dataSourcesListedOptions(), enabled: asks });
  const lists = inside ? [scans, types, sources] : [sources];
  const things: Thing[][] = [
    (scans.data ?? []).map(({ id, name }) => ({
      ...{ id, name, detail: "Scan", icon: ScanLine },
      href: `/p/${slug}/scans/${id}`,
    })),
    (types.data ?? []).map(({ id, display_name }) => ({
      ...{ id, name: display_name, detail: "Event type", icon: Shapes },
      href: `/p/${slug}/event-types/${id}`,
    })),
    (sources.data ?? []).map(({ id, name }) => ({
      ...{ id, name, detail: "Data source", icon: Database },
      href: "/data-sources",
    })),
  ];
  const found = things.flatMap((kind) =>
    kind.filter(({ name }) => matches(name, query)).slice(0, MOST),
  );
  return {
    commands: (asks ? found : []).map(
      ({ id, name, detail, icon, href }): Command => ({
        ...{ id: `thing-${id}`, section: "Everything", label: name, detail, icon },
        ...go(href),
      }),
    ),
    busy: asks && lists.some((list) => list.isLoading),
    failed: asks && lists.some((list) => list.isError),
    retry: () => {
      for (const list of lists) if (list.isError) void list.refetch();
    },
  };
}
