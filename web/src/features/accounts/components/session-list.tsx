import { X } from "lucide-react";
import type { SessionOut } from "@/api/generated/types.gen";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Moment } from "@/components/ui/moment";
import { type Column, DataTable } from "@/components/ui/table";

/** Where one is signed in; this browser's own session ends by signing out. */
export function SessionList({
  rows,
  onEnd,
}: {
  rows: SessionOut[];
  onEnd: (row: SessionOut) => void;
}) {
  const columns: Column<SessionOut>[] = [
    {
      key: "since",
      head: "Signed in",
      cell: (row) => (
        <span className="flex items-center gap-2">
          <Moment at={row.created_at} />
          {row.is_current && <Badge>This browser</Badge>}
        </span>
      ),
    },
    {
      key: "until",
      head: "Ends by itself",
      from: "md",
      numeric: true,
      className: "text-ink-2",
      cell: (row) => <Moment at={row.expires_at} />,
    },
    {
      key: "end",
      head: <span className="sr-only">End</span>,
      numeric: true,
      cell: (row) =>
        !row.is_current && (
          <Button
            variant="ghost"
            size="sm"
            aria-label="End this session"
            onClick={() => onEnd(row)}
          >
            <Icon as={X} size={13} />
          </Button>
        ),
    },
  ];
  return (
    <DataTable
      plain
      label="Sessions"
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      rowHeight={40}
    />
  );
}
