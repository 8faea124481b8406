import { Sparkline } from "@/components/charts/sparkline";
import { Badge, SignalBadge, Tag } from "@/components/ui/badge";
import { LifeRing } from "@/components/ui/life-ring";
import { Moment } from "@/components/ui/moment";
import { SkeletonBar } from "@/components/ui/skeleton";
import { type Column, DataTable, rowLink, type Sort } from "@/components/ui/table";
import { Triad, TriadLegend } from "@/components/ui/triad";
import { formatNumber, plural, UNKNOWN } from "@/lib/format-number";
import type { EventRow } from "../view-model";
import { EventLink } from "./event-link";

type Props = {
  slug: string;
  rows: EventRow[];
  sort: Sort | null;
  onSort: (key: string) => void;
  /** Over which volumes are counted: "Last 48 h". */
  windowText: string;
};

export function EventsTable({ slug, rows, sort, onSort, windowText }: Props) {
  const columns: Column<EventRow>[] = [
    {
      key: "triad",
      head: <span className="sr-only">Plan, data, watch</span>,
      cell: (row) => <Triad state={row.triad} />,
      className: "w-7 !pr-0",
    },
    {
      key: "name",
      head: "Event",
      sortable: true,
      cell: (row) => (
        <span className="flex items-baseline gap-2">
          <EventLink slug={slug} id={row.id} className={rowLink}>
            {row.name}
          </EventLink>
          {row.identity && (
            <span className="max-w-[26ch] truncate type-mono text-ink-3 max-xl:hidden">
              {row.identity}
            </span>
          )}
        </span>
      ),
    },
    { key: "type", head: "Type", from: "lg", className: "text-ink-2", cell: (row) => row.typeName },
    { key: "stage", head: "Status", cell: (row) => <LifeRing stage={row.stage} /> },
    { key: "spark", head: windowText, from: "md", cell: (row) => <Volume row={row} /> },
    {
      key: "volume",
      head: "Volume",
      numeric: true,
      sortable: true,
      cell: (row) => <Count row={row} />,
    },
    { key: "signal", head: "Signals and drift", cell: (row) => <Trouble row={row} /> },
    {
      key: "seen",
      head: "Last seen",
      numeric: true,
      from: "lg",
      className: "text-ink-2",
      cell: (row) => seen(row),
    },
  ];
  if (rows.some((row) => row.tags.length > 0)) {
    columns.splice(4, 0, {
      key: "tags",
      head: "Tags",
      from: "2xl",
      cell: (row) => (
        <span className="flex gap-1">
          {row.tags.slice(0, 3).map((tag) => (
            <Tag key={tag}>{tag}</Tag>
          ))}
        </span>
      ),
    });
  }
  if (rows.some((row) => row.owner)) {
    columns.splice(4, 0, {
      key: "owner",
      head: "Owner",
      from: "2xl",
      className: "text-ink-2",
      cell: (row) => row.owner ?? "",
    });
  }
  return (
    <section className="min-w-0 rounded-3 border border-line bg-surface">
      <DataTable
        label="Events"
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        sort={sort}
        onSort={onSort}
        narrow={(row) => <NarrowRow slug={slug} row={row} windowText={windowText} />}
      />
      <TriadLegend />
    </section>
  );
}

function Volume({ row }: { row: EventRow }) {
  if (row.spark) return <Sparkline {...row.spark} width={82} height={20} />;
  if (row.volume === undefined) return <SkeletonBar className="w-20" />;
  return (
    <span className="text-small text-ink-3">
      {expected(row) ? "nothing arrived" : "not expected yet"}
    </span>
  );
}

function Count({ row }: { row: EventRow }) {
  if (row.volume === undefined) return <span className="text-ink-3">…</span>;
  return row.volume === null ? (
    <span className="text-ink-3">{UNKNOWN}</span>
  ) : (
    formatNumber(row.volume)
  );
}

function Trouble({ row }: { row: EventRow }) {
  return (
    <span className="inline-flex gap-1">
      {row.signal && <SignalBadge {...row.signal} />}
      {row.lateBy && <Badge tone="late">{row.lateBy} late</Badge>}
      {row.driftCount > 0 && <Badge tone="drift">{plural(row.driftCount, "drift")}</Badge>}
      {row.triad.data === "silent" && <Badge>silent</Badge>}
    </span>
  );
}

const expected = (row: EventRow) => row.stage === "live" || row.stage === "implemented";
const seen = (row: EventRow) =>
  row.lastSeen === null ? "never" : <Moment at={row.lastSeen} ago="age" />;

function NarrowRow({
  slug,
  row,
  windowText,
}: Pick<Props, "slug" | "windowText"> & { row: EventRow }) {
  return (
    <div className="flex items-start gap-3">
      <span className="mt-1">
        <Triad state={row.triad} />
      </span>
      <div className="grid min-w-0 flex-1 grid-cols-[minmax(0,1fr)] gap-0.5">
        <div className="flex items-center justify-between gap-2">
          <EventLink slug={slug} id={row.id} className={`${rowLink} min-w-0 truncate`}>
            {row.name}
          </EventLink>
          <Trouble row={row} />
        </div>
        <div className="flex items-center justify-between gap-2 text-small text-ink-3">
          <span className="flex min-w-0 items-center gap-2.5">
            <span className="truncate">{row.typeName}</span>
            <LifeRing stage={row.stage} />
          </span>
          <span className="whitespace-nowrap">
            <Count row={row} />
            {typeof row.volume === "number" && `, ${windowText.toLowerCase()}`}
          </span>
        </div>
      </div>
    </div>
  );
}
