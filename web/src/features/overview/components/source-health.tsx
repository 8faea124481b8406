import { Link } from "@tanstack/react-router";
import { Freshness } from "@/components/ui/freshness";
import { Moment } from "@/components/ui/moment";
import { Panel } from "@/components/ui/panel";
import { type Column, DataTable, rowLink } from "@/components/ui/table";
import { plural } from "@/lib/format-number";
import type { SourceRow } from "../view-model";

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
  return (
    <Panel title="Sources" note={plural(rows.length, "scan")} ruled>
      <DataTable
        plain
        label="Sources"
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        rowHeight={30}
      />
    </Panel>
  );
}
