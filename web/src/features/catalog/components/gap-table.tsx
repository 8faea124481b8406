import type { EventListItem } from "@/api/generated/types.gen";
import { LifeRing, type LifeStage } from "@/components/ui/life-ring";
import { Moment } from "@/components/ui/moment";
import { type Column, DataTable, rowLink } from "@/components/ui/table";
import { EventLink } from "./event-link";

type Props = { slug: string; rows: EventListItem[]; typeName: (id: string) => string };

/** Events that should arrive and do not. */
export function GapTable({ slug, rows, typeName }: Props) {
  const columns: Column<EventListItem>[] = [
    {
      key: "name",
      head: "Event",
      cell: (row) => (
        <EventLink slug={slug} id={row.id} className={rowLink}>
          {row.title || row.name}
        </EventLink>
      ),
    },
    {
      key: "type",
      head: "Type",
      from: "md",
      className: "text-ink-2",
      cell: (row) => typeName(row.event_type_id),
    },
    {
      key: "status",
      head: "Status",
      from: "md",
      cell: (row) => <LifeRing stage={row.status as LifeStage} />,
    },
    {
      key: "seen",
      head: "Last seen",
      numeric: true,
      className: "text-ink-2",
      cell: (row) => (row.last_seen_at ? <Moment at={row.last_seen_at} ago /> : "never"),
    },
  ];
  return (
    <DataTable
      plain
      label="Instrumentation gaps"
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
    />
  );
}
