import { ChevronDown, X } from "lucide-react";
import type { MemberOut } from "@/api/generated/types.gen";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Menu, MenuItem } from "@/components/ui/menu";
import { type Column, DataTable } from "@/components/ui/table";

export type MemberRole = MemberOut["role"];

export const MEMBER_WORDS: Record<MemberRole, string> = {
  editor: "Editor",
  viewer: "Viewer",
  none: "No access",
};
const ROLES: MemberRole[] = ["editor", "viewer", "none"];

type Props = {
  rows: MemberOut[];
  /** Without it the list only reads. */
  onRole?: (row: MemberOut, role: MemberRole) => void;
  onRemove?: (row: MemberOut) => void;
};

export function ProjectMemberList({ rows, onRole, onRemove }: Props) {
  const nameOf = (row: MemberOut) => row.name || row.email;
  const columns: Column<MemberOut>[] = [
    {
      key: "who",
      head: "Person",
      cell: (row) => (
        <span className="flex items-center gap-2.5">
          <Avatar name={nameOf(row)} />
          <span className="grid leading-[17px]">
            <span className="font-medium">{nameOf(row)}</span>
            {row.name && <span className="text-small text-ink-3">{row.email}</span>}
          </span>
        </span>
      ),
    },
    {
      key: "role",
      head: "Role here",
      cell: (row) =>
        onRole ? (
          <Menu
            trigger={
              <Button
                variant="ghost"
                size="sm"
                aria-label={`${MEMBER_WORDS[row.role]}, role of ${nameOf(row)}`}
              >
                {MEMBER_WORDS[row.role]}
                <Icon as={ChevronDown} size={13} />
              </Button>
            }
          >
            {ROLES.map((role) => (
              <MenuItem key={role} checked={role === row.role} onSelect={() => onRole(row, role)}>
                {MEMBER_WORDS[role]}
              </MenuItem>
            ))}
          </Menu>
        ) : (
          MEMBER_WORDS[row.role]
        ),
    },
  ];
  if (onRemove)
    columns.push({
      key: "remove",
      head: <span className="sr-only">Remove</span>,
      numeric: true,
      cell: (row) => (
        <Button
          variant="ghost"
          size="sm"
          aria-label={`Remove ${nameOf(row)}`}
          onClick={() => onRemove(row)}
        >
          <Icon as={X} size={13} />
        </Button>
      ),
    });
  return (
    <DataTable
      plain
      label="Members of the project"
      columns={columns}
      rows={rows}
      rowKey={(row) => row.user_id}
      rowHeight={50}
    />
  );
}
