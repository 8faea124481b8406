import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import {
  eventsListedOptions,
  eventTypesListedOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import type { EventListItem, ProjectOut } from "@/api/generated/types.gen";
import { EmptyState } from "@/components/ui/empty-state";
import { Loaded } from "@/components/ui/loaded";
import { PageHead, Panel } from "@/components/ui/panel";
import { KpiStrip } from "@/components/ui/stat";
import { GapTable } from "@/features/catalog/components/gap-table";
import { planCoverage } from "@/features/projects/counts";
import { toSeconds } from "@/lib/format-date";
import { formatNumber, formatPercent, plural } from "@/lib/format-number";
import { usePageTitle } from "@/lib/page-subject";
import { dataEnd, useProject, useScans } from "./project-context";

/** An event silent for so long counts as a gap. */
const SILENT_DAYS = 30;
const LISTED = 1000;

export function CoveragePage() {
  const { query } = useProject();
  usePageTitle("Coverage");
  return (
    <>
      <PageHead
        title="Coverage"
        intro="How much of main's plan is built, and what of it does not arrive."
      />
      <Loaded of={query}>
        {(project) => (
          <>
            <Ledger project={project} />
            <Gaps project={project} />
          </>
        )}
      </Loaded>
    </>
  );
}

function Ledger({ project: { slug, summary } }: { project: ProjectOut }) {
  const active = summary.active_event_count ?? 0;
  const built = summary.implemented_event_count ?? 0;
  const share = planCoverage(summary);
  if (share === null)
    return (
      <Panel>
        <EmptyState
          title="There is no active event yet"
          link={
            <Link to="/p/$slug/events" params={{ slug } as never} className="rounded-1 text-link">
              Events
            </Link>
          }
        >
          Coverage is the share of active events that are implemented or live.
        </EmptyState>
      </Panel>
    );
  return (
    <>
      <KpiStrip
        stats={[
          {
            key: "share",
            label: "Plan coverage",
            value: formatPercent(share),
            meaning: "implemented or live, of the active",
          },
          { key: "active", label: "Active events", value: formatNumber(active) },
          { key: "built", label: "Implemented", value: formatNumber(built) },
          {
            key: "review",
            label: "In review",
            value: formatNumber(summary.review_pending_event_count ?? 0),
          },
          {
            key: "archived",
            label: "Archived",
            value: formatNumber(summary.archived_event_count ?? 0),
            meaning: "not counted",
          },
        ]}
      />
      <div
        role="img"
        aria-label={`${plural(built, "event")} implemented, ${formatNumber(active - built)} not implemented`}
        className="flex h-3 overflow-hidden rounded-2 bg-hover ring ring-line"
      >
        <div className="bg-accent" style={{ width: `${share * 100}%` }} />
      </div>
      <p className="-mt-2 text-small text-ink-3">
        {formatNumber(built)} implemented, {formatNumber(active - built)} not implemented: drafts,
        in review, ready to build or deprecated.
      </p>
    </>
  );
}

function Gaps({ project: { slug, summary } }: { project: ProjectOut }) {
  const built = summary.implemented_event_count ?? 0;
  const end = dataEnd(useScans(slug).data);
  const types = useQuery(
    eventTypesListedOptions({ path: { slug }, query: { with_fields: false } }),
  );
  const silent = useQuery(
    eventsListedOptions({
      path: { slug },
      query: {
        status: ["implemented", "live"],
        silent_since_days: SILENT_DAYS,
        limit: LISTED,
      },
    }),
  );
  const typeName = (id: string) => types.data?.find((type) => type.id === id)?.display_name ?? "";
  return (
    <Loaded of={silent}>
      {(page) => {
        const rows = page.items.filter((event) => isGap(event, end));
        return (
          <Panel
            title="Instrumentation gaps"
            note={`Implemented or live, but silent for ${SILENT_DAYS} days; events newer than that are left out${page.total > page.items.length ? `; looked at the first ${formatNumber(page.items.length)} of ${formatNumber(page.total)}` : ""}`}
            ruled
          >
            {rows.length === 0 ? (
              <p className="px-3.5 py-3 text-ink-2">
                {built === 0
                  ? "No event is implemented or live yet, so none can be missing."
                  : `No implemented event of main has been silent for ${SILENT_DAYS} days.`}
              </p>
            ) : (
              <GapTable slug={slug} rows={rows} typeName={typeName} />
            )}
          </Panel>
        );
      }}
    </Loaded>
  );
}

/** Silence is counted from where the data ends; an event younger than the window had no time to arrive. */
function isGap(event: EventListItem, end: number | null): boolean {
  const edge = Date.now() / 1000 - SILENT_DAYS * 86_400;
  const seen = toSeconds(event.last_seen_at) ?? 0;
  return (
    (toSeconds(event.created_at) ?? 0) < edge && seen < (end ?? Infinity) - SILENT_DAYS * 86_400
  );
}
