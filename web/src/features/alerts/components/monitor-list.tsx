import { Link } from "@tanstack/react-router";
import type { Monitor } from "@/api/generated/types.gen";
import { Badge, type Tone } from "@/components/ui/badge";
import { Moment } from "@/components/ui/moment";
import { type Column, DataTable, rowLink } from "@/components/ui/table";
import { plural } from "@/lib/format-number";

const STATES: Record<Monitor["status"], { tone: Tone; text: string; rank: number }> = {
  firing: { tone: "signal", text: "firing", rank: 0 },
  warning: { tone: "late", text: "still open", rank: 1 },
  healthy: { tone: "neutral", text: "quiet", rank: 2 },
};

export function MonitorList({ slug, rows }: { slug: string; rows: Monitor[] }) {
  const sorted = [...rows].sort(
    (a, b) =>
      STATES[a.status].rank - STATES[b.status].rank || a.rule_name.localeCompare(b.rule_name),
  );
  const columns: Column<Monitor>[] = [
    { key: "rule", head: "Rule", cell: (row) => <Name slug={slug} row={row} /> },
    { key: "state", head: "State", cell: (row) => <State row={row} /> },
    { key: "where", head: "Tells", from: "lg", cell: (row) => row.destination_name },
    {
      key: "scopes",
      head: "Open scopes",
      numeric: true,
      from: "md",
      cell: (row) => row.active_scope_count,
    },
    {
      key: "moved",
      head: "Newest finding",
      numeric: true,
      from: "md",
      className: "text-ink-2",
      cell: (row) => (row.last_anomaly_at ? <Moment at={row.last_anomaly_at} ago /> : "none"),
    },
    {
      key: "told",
      head: "Last told",
      numeric: true,
      from: "lg",
      className: "text-ink-2",
      cell: (row) => (row.last_notified_at ? <Moment at={row.last_notified_at} ago /> : "never"),
    },
  ];
  return (
    <section className="min-w-0 rounded-3 border border-line bg-surface">
      <DataTable
        label="Monitors"
        columns={columns}
        rows={sorted}
        rowKey={(row) => row.rule_id}
        narrow={(row) => (
          <div className="grid gap-1">
            <Name slug={slug} row={row} />
            <span className="flex items-center gap-2 text-small text-ink-3">
              <State row={row} /> {plural(row.active_scope_count, "open scope")}
            </span>
          </div>
        )}
      />
    </section>
  );
}

function Name({ slug, row }: { slug: string; row: Monitor }) {
  return (
    <Link
      to="/p/$slug/alerting"
      params={{ slug } as never}
      search={{ section: "rules" } as never}
      data-row-link=""
      className={`${rowLink} truncate`}
    >
      {row.rule_name}
    </Link>
  );
}

function State({ row }: { row: Monitor }) {
  const state = STATES[row.status];
  return (
    <span className="inline-flex items-center gap-1.5">
      <Badge tone={state.tone}>{state.text}</Badge>
      {row.muted && <Badge>muted</Badge>}
      {!row.enabled && <Badge>off</Badge>}
    </span>
  );
}
