import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import {
  eventsListedOptions,
  eventsTagsOptions,
  eventTypesListedOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import type { EventListItem, ScanOut } from "@/api/generated/types.gen";
import { Button } from "@/components/ui/button";
import { EmptyState, NothingMatches } from "@/components/ui/empty-state";
import { LIFE_WORDS, type LifeStage } from "@/components/ui/life-ring";
import { Loaded } from "@/components/ui/loaded";
import { PageHead, Panel } from "@/components/ui/panel";
import type { Sort } from "@/components/ui/table";
import { type EventFilters, EventsFilters } from "@/features/catalog/components/events-filters";
import { EventsTable } from "@/features/catalog/components/events-table";
import { sortRows } from "@/features/catalog/mapping";
import { useBranch } from "@/lib/branch";
import { formatDay } from "@/lib/format-date";
import { formatNumber, plural } from "@/lib/format-number";
import { usePageTitle } from "@/lib/page-subject";
import { useSettled } from "@/lib/use-settled";
import { useEventRows } from "./event-rows";
import { dataEnd, useProject, useScans } from "./project-context";

/** So many are drawn, counted and judged at once; the next come when they are asked for. */
const LISTED = 2000;
const MOST = 10_000;
const NO_FILTER: EventFilters = { q: "", type: null, status: [], tag: null, silent: null };

export function EventsPage() {
  const { slug, mayOwn, project } = useProject();
  const branch = useBranch();
  const [filters, change] = useFilters();
  const [sort, setSort] = useState<Sort | null>(null);
  const [wanted, setWanted] = useState(LISTED);
  // Only the server knows all of a type where the page has not got every event.
  const narrows = (project?.summary.event_count ?? 0) > LISTED;
  const scans = useScans(slug);
  const types = useQuery(
    eventTypesListedOptions({ path: { slug }, query: { branch, with_fields: false } }),
  );
  const tags = useQuery(eventsTagsOptions({ path: { slug }, query: { branch } }));
  const search = useSettled(filters.q.trim());
  const listed = useQuery({
    ...eventsListedOptions({
      path: { slug },
      query: {
        branch,
        search: search || undefined,
        status: filters.status.length > 0 ? filters.status : undefined,
        tag: filters.tag ?? undefined,
        silent_since_days: filters.silent ?? undefined,
        event_type_id: (narrows && filters.type) || undefined,
        limit: wanted,
      },
    }),
    placeholderData: keepPreviousData,
  });
  const end = dataEnd(scans.data);
  const window = windowOf(scans.data ?? []);
  const all = useEventRows(slug, listed.data?.items ?? [], types.data ?? [], {
    end,
    hours: window.hours,
  });
  const items = listed.data?.items ?? [];
  const total = listed.data?.total ?? 0;
  const left = total - items.length;
  const whole = listed.data && !(narrows && filters.type) ? formatNumber(total) : undefined;
  const counts = useMemo(() => listed.data && countByType(listed.data.items), [listed.data]);
  const rows = useMemo(() => {
    if (!filters.type || !listed.data) return all;
    const typeOf = new Map(listed.data.items.map(({ id, event_type_id }) => [id, event_type_id]));
    return all.filter((row) => typeOf.get(row.id) === filters.type);
  }, [all, listed.data, filters.type]);
  const sorted = useMemo(() => sortRows(rows, sort), [rows, sort]);
  const filtered = JSON.stringify(filters) !== JSON.stringify(NO_FILTER);
  usePageTitle("Events");
  return (
    <>
      <PageHead
        title="Events"
        intro={
          end === null
            ? undefined
            : `The data ends ${formatDay(end - 1, true)}; volumes and silence are counted from there.`
        }
      />
      <EventsFilters
        filters={filters}
        onChange={change}
        tags={tags.data ?? []}
        tabs={[
          { value: "all", label: "All", count: whole },
          ...(types.data ?? []).map((type) => ({
            value: type.id,
            label: type.display_name,
            count: narrows ? undefined : counts && formatNumber(counts.get(type.id) ?? 0),
          })),
        ]}
        trailing={
          left > 0 ? (
            <span className="text-small text-ink-3">
              The first {formatNumber(items.length)} of {formatNumber(total)}
            </span>
          ) : undefined
        }
      >
        <Loaded of={listed}>
          {() => {
            if (rows.length > 0)
              return (
                <>
                  <EventsTable
                    slug={slug}
                    rows={sorted}
                    sort={sort}
                    onSort={(key) => setSort((before) => nextSort(before, key))}
                    windowText={window.text}
                  />
                  {left > 0 && (
                    <More
                      left={left}
                      wanted={wanted}
                      busy={listed.isFetching}
                      onMore={() => setWanted(Math.min(MOST, wanted + LISTED))}
                    />
                  )}
                </>
              );
            return (
              <Panel>
                {filtered ? (
                  <NothingMatches what="events" onClear={() => change(NO_FILTER)} />
                ) : (
                  <NoEvents slug={slug} mayScan={mayOwn} />
                )}
              </Panel>
            );
          }}
        </Loaded>
      </EventsFilters>
    </>
  );
}

type MoreProps = { left: number; wanted: number; busy: boolean; onMore: () => void };

/** What comes behind the rows that were asked for so far. */
function More({ left, wanted, busy, onMore }: MoreProps) {
  if (wanted >= MOST)
    return (
      <p className="text-small text-ink-3">
        {plural(left, "more event")} {left === 1 ? "is" : "are"} not listed. Narrow the filters to
        find {left === 1 ? "it" : "them"}.
      </p>
    );
  return (
    <div>
      <Button busy={busy && "Fetching them"} onClick={onMore}>
        Show {formatNumber(Math.min(left, LISTED))} more
      </Button>
    </div>
  );
}

function countByType(events: EventListItem[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { event_type_id: type } of events) counts.set(type, (counts.get(type) ?? 0) + 1);
  return counts;
}

function NoEvents({ slug, mayScan }: { slug: string; mayScan: boolean }) {
  return (
    <EmptyState
      title="There is no event yet"
      action={
        mayScan && (
          <Button variant="primary" asChild>
            <Link to="/p/$slug/scans/new" params={{ slug } as never}>
              New scan
            </Link>
          </Button>
        )
      }
    >
      A scan reads your data and adds every event it finds to the plan.
    </EmptyState>
  );
}

/** Filters live in the address, so that a list can be sent to someone. */
function useFilters(): [EventFilters, (change: Partial<EventFilters>) => void] {
  const asked = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const known = Object.keys(LIFE_WORDS);
  const filters: EventFilters = {
    q: typeof asked.q === "string" || typeof asked.q === "number" ? String(asked.q) : "",
    type: typeof asked.type === "string" ? asked.type : null,
    status: Array.isArray(asked.status)
      ? asked.status.filter((stage): stage is LifeStage => known.includes(stage))
      : [],
    tag: typeof asked.tag === "string" ? asked.tag : null,
    silent: typeof asked.silent === "number" ? asked.silent : null,
  };
  const change = (part: Partial<EventFilters>) => {
    const next = { ...filters, ...part };
    const search = {
      q: next.q || undefined,
      type: next.type ?? undefined,
      status: next.status.length > 0 ? next.status : undefined,
      tag: next.tag ?? undefined,
      silent: next.silent ?? undefined,
    };
    void navigate({ to: ".", search: search as never, replace: true });
  };
  return [filters, change];
}

/** Downwards first, then upwards, then back to what needs attention. */
function nextSort(before: Sort | null, key: string): Sort | null {
  if (before?.key !== key) return { key, down: key !== "name" };
  const turned = before.down === (key !== "name");
  return turned ? { key, down: !before.down } : null;
}

/** Wide buckets need a wider window to show a shape. */
function windowOf(scans: ScanOut[]): { hours: number; text: string } {
  const wide =
    scans.length > 0 && scans.every((scan) => ["1d", "1w"].includes(scan.interval ?? ""));
  return wide ? { hours: 28 * 24, text: "Last 28 days" } : { hours: 48, text: "Last 48 h" };
}
