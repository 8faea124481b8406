import { X } from "lucide-react";
import type { InvitationOut } from "@/api/generated/types.gen";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Moment } from "@/components/ui/moment";
import { type Column, DataTable } from "@/components/ui/table";
import { ROLE_WORDS } from "./member-list";

type Props = {
  rows: InvitationOut[];
  /** Role of whoever looks: an admin leaves the invitations of owners alone. */
  mine: string | null;
  onRevoke: (row: InvitationOut) => void;
};

export function InvitationList({ rows, mine, onRevoke }: Props) {
  const columns: Column<InvitationOut>[] = [
    { key: "who", head: "Email", cell: (row) => <span className="font-medium">{row.email}</span> },
    { key: "role", head: "Role", cell: (row) => ROLE_WORDS[row.role] },
    {
      key: "until",
      head: "Works until",
      from: "md",
      numeric: true,
      className: "text-ink-2",
      cell: (row) => <Moment at={row.expires_at} />,
    },
    {
      key: "revoke",
      head: <span className="sr-only">Take back</span>,
      numeric: true,
      cell: (row) =>
        (mine === "owner" || row.role !== "owner") && (
          <Button
            variant="ghost"
            size="sm"
            aria-label={`Take back the invitation of ${row.email}`}
            onClick={() => onRevoke(row)}
          >
            <Icon as={X} size={13} />
          </Button>
        ),
    },
  ];
  return (
    <DataTable
      plain
      label="Invitations"
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      rowHeight={40}
    />
  );
}
