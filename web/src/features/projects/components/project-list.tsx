import { Link } from "@tanstack/react-router";
import { Badge } from "@/components/ui/badge";
import { Moment } from "@/components/ui/moment";
import { type Column, DataTable, rowLink } from "@/components/ui/table";
import { cx } from "@/lib/cx";
import { formatNumber, plural } from "@/lib/format-number";
import { type ProjectRow, troubleRank } from "../view-model";

export function ProjectList({ rows }: { rows: ProjectRow[] }) {
  const sorted = [...rows].sort(
    (a, b) => troubleRank(a) - troubleRank(b) || a.name.localeCompare(b.name),
  );
  const columns: Column<ProjectRow>[] = [
    {
      key: "name",
      head: "Project",
      cell: (row) => (
        <span className="grid py-1 leading-[17px]">
          <span className="flex items-center gap-2">
            <Name row={row} />
            {row.isDemo && <Badge tone="accent">demo</Badge>}
          </span>
          {row.description && (
            <span className="max-w-[60ch] truncate text-small text-ink-3">{row.description}</span>
          )}
        </span>
      ),
    },
    { key: "state", head: "State", cell: (row) => <Trouble row={row} /> },
    {
      key: "events",
      head: "Events",
      numeric: true,
      from: "md",
      cell: (row) => formatNumber(row.events),
    },
    {
      key: "scans",
      head: "Scans",
      numeric: true,
      from: "lg",
      cell: (row) => formatNumber(row.scans),
    },
    {
      key: "run",
      head: "Last run",
      numeric: true,
      from: "md",
      className: "text-ink-2",
      cell: (row) => (row.lastRun ? <Moment at={row.lastRun.at} ago /> : "never"),
    },
  ];
  return (
    <section className="min-w-0 rounded-3 border border-line bg-surface">
      <DataTable
        label="Projects"
        columns={columns}
        rows={sorted}
        rowKey={(row) => row.id}
        rowHeight={46}
        narrow={(row) => <NarrowRow row={row} />}
      />
    </section>
  );
}

function Name({ row }: { row: ProjectRow }) {
  return (
    <Link
      to="/p/$slug/overview"
      params={{ slug: row.slug }}
      data-row-link=""
      className={cx(rowLink, "truncate")}
    >
      {row.name}
    </Link>
  );
}

/** "2 incidents, 1 failing scan": what needs someone, or what comes next. */
export function troubleWords(row: ProjectRow): { text: string; hot: boolean } {
  const parts = [
    row.openIncidents > 0 && plural(row.openIncidents, "open incident"),
    row.failingScans > 0 && plural(row.failingScans, "failing scan"),
    row.failingDestinations > 0 && plural(row.failingDestinations, "broken channel"),
    row.openSignals > 0 && plural(row.openSignals, "open signal"),
  ].filter(Boolean);
  if (parts.length > 0) return { text: parts.join(", "), hot: true };
  return {
    text: row.scans === 0 ? "Not set up yet, continue setup" : "Nothing needs you",
    hot: false,
  };
}

function Trouble({ row }: { row: ProjectRow }) {
  const { text, hot } = troubleWords(row);
  return <span className={hot ? "font-medium text-signal-ink" : "text-ink-2"}>{text}</span>;
}

function NarrowRow({ row }: { row: ProjectRow }) {
  return (
    <div className="grid gap-0.5">
      <span className="flex items-center gap-2">
        <Name row={row} />
        {row.isDemo && <Badge tone="accent">demo</Badge>}
      </span>
      <span className="truncate text-small">
        <Trouble row={row} />
      </span>
    </div>
  );
}
