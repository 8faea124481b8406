import { Link } from "@tanstack/react-router";
import { Button } from "@/components/ui/button";
import { Freshness } from "@/components/ui/freshness";
import { Moment } from "@/components/ui/moment";
import { Panel } from "@/components/ui/panel";
import { type Column, DataTable, rowLink } from "@/components/ui/table";
import { formatNumber, plural } from "@/lib/format-number";
import type { SourceRow } from "../view-model";

/** The overview tells what needs someone; the list of scans has the rest. */
const SHOWN = 8;
const URGENCY = ["overdue", "late", "unknown", "fresh", "ended"];

type Props = { slug: string; rows: SourceRow[] };

export function SourceHealth({ slug, rows }: Props) {
  const columns: Column<SourceRow>[] = [
    {
      key: "name",
      head: "Scan",
      cell: (row) => (
        <Link
          to="/p/$slug/scans/$scan"
          params={{ slug, scan: row.id }}
          data-row-link=""
          className={rowLink}
        >
          {row.name}
        </Link>
      ),
    },
    {
      key: "fresh",
      head: "Freshness",
      cell: (row) => <Freshness state={row.freshness} lagSeconds={row.lag} endsAt={row.endsAt} />,
    },
    {
      key: "newest",
      head: "Newest data",
      className: "text-ink-2",
      from: "md",
      numeric: true,
      cell: (row) => <Moment at={row.newest} />,
    },
  ];
  const urgent = [...rows].sort(
    (a, b) =>
      URGENCY.indexOf(a.freshness) - URGENCY.indexOf(b.freshness) ||
      (b.newest ?? 0) - (a.newest ?? 0),
  );
  return (
    <Panel
      title="Sources"
      note={
        rows.length > SHOWN
          ? `${SHOWN} of ${formatNumber(rows.length)} scans, the late ones first`
          : plural(rows.length, "scan")
      }
      actions={
        rows.length > SHOWN && (
          <Button variant="ghost" size="sm" asChild>
            <Link to="/p/$slug/scans" params={{ slug } as never}>
              All scans
            </Link>
          </Button>
        )
      }
      ruled
    >
      <DataTable
        plain
        label="Sources"
        columns={columns}
        rows={urgent.slice(0, SHOWN)}
        rowKey={(row) => row.id}
        rowHeight={30}
      />
    </Panel>
  );
}
