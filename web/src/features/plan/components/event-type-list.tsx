import { Link } from "@tanstack/react-router";
import type { EventTypeOut } from "@/api/generated/types.gen";
import { type Column, DataTable, rowLink } from "@/components/ui/table";
import { formatNumber, plural, UNKNOWN } from "@/lib/format-number";
import { TypeChip } from "./type-chip";

type Props = { slug: string; rows: EventTypeOut[] };

export function EventTypeList({ slug, rows }: Props) {
  const columns: Column<EventTypeOut>[] = [
    { key: "name", head: "Event type", cell: (row) => <Name slug={slug} row={row} /> },
    {
      key: "identity",
      head: "Name",
      from: "md",
      className: "type-mono text-ink-3",
      cell: (row) => row.name,
    },
    {
      key: "fields",
      head: "Fields",
      numeric: true,
      cell: (row) => formatNumber(row.field_count),
    },
    {
      key: "required",
      head: "Required",
      numeric: true,
      from: "md",
      cell: (row) => formatNumber(row.required_field_count),
    },
    {
      key: "rule",
      head: "Events are named by",
      from: "lg",
      className: "type-mono text-ink-2",
      cell: (row) => row.event_name_format ?? UNKNOWN,
    },
    {
      key: "description",
      head: "Description",
      from: "xl",
      className: "max-w-[46ch] truncate text-ink-2",
      cell: (row) => row.description,
    },
  ];
  return (
    <section className="min-w-0 rounded-3 border border-line bg-surface">
      <DataTable
        label="Event types"
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        narrow={(row) => (
          <div className="grid gap-0.5">
            <Name slug={slug} row={row} />
            <span className="text-small text-ink-3">{plural(row.field_count, "field")}</span>
          </div>
        )}
      />
    </section>
  );
}

function Name({ slug, row }: { slug: string; row: EventTypeOut }) {
  return (
    <span className="flex min-w-0 items-center gap-2">
      <TypeChip color={row.color} />
      <Link
        to="/p/$slug/event-types/$type"
        params={{ slug, type: row.id } as never}
        data-row-link=""
        className={`${rowLink} truncate`}
      >
        {row.display_name}
      </Link>
    </span>
  );
}
