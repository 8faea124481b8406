import { ChevronDown, Ellipsis } from "lucide-react";
import type { UserListItem } from "@/api/generated/types.gen";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Menu, MenuItem } from "@/components/ui/menu";
import { Moment } from "@/components/ui/moment";
import { type Column, DataTable } from "@/components/ui/table";

type Role = UserListItem["role"];
type Props = {
  rows: UserListItem[];
  /** Roles this person may give; empty reads only. */
  rolesFor: (row: UserListItem) => Role[];
  onRole: (row: UserListItem, role: Role) => void;
  /** Offered beside the rows whose role one may change. */
  onRemove: (row: UserListItem) => void;
  /** A link with which that person chooses a new password. */
  onPasswordLink: (row: UserListItem) => void;
};

export const ROLE_WORDS: Record<Role, string> = {
  owner: "Owner",
  admin: "Admin",
  member: "Member",
};

export function MemberList({ rows, rolesFor, onRole, onRemove, onPasswordLink }: Props) {
  const columns: Column<UserListItem>[] = [
    {
      key: "who",
      head: "Person",
      cell: (row) => (
        <span className="flex items-center gap-2.5">
          <Avatar name={row.name || row.email} />
          <span className="grid leading-[17px]">
            <span className="font-medium">{row.name || row.email}</span>
            {row.name && <span className="text-small text-ink-3">{row.email}</span>}
          </span>
        </span>
      ),
    },
    {
      key: "role",
      head: "Role",
      cell: (row) => {
        const roles = rolesFor(row);
        return roles.length < 2 ? (
          ROLE_WORDS[row.role]
        ) : (
          <Menu
            trigger={
              <Button
                variant="ghost"
                size="sm"
                aria-label={`${ROLE_WORDS[row.role]}, role of ${row.name || row.email}`}
              >
                {ROLE_WORDS[row.role]}
                <Icon as={ChevronDown} size={13} />
              </Button>
            }
          >
            {roles.map((role) => (
              <MenuItem key={role} checked={role === row.role} onSelect={() => onRole(row, role)}>
                {ROLE_WORDS[role]}
              </MenuItem>
            ))}
          </Menu>
        );
      },
    },
    {
      key: "since",
      head: "Joined",
      from: "md",
      numeric: true,
      className: "text-ink-2",
      cell: (row) => <Moment at={row.created_at} as="day" />,
    },
    {
      key: "more",
      head: <span className="sr-only">More</span>,
      numeric: true,
      cell: (row) =>
        rolesFor(row).length > 1 && (
          <Menu
            trigger={
              <Button variant="ghost" size="sm" aria-label={`More for ${row.name || row.email}`}>
                <Icon as={Ellipsis} size={14} />
              </Button>
            }
          >
            <MenuItem onSelect={() => onPasswordLink(row)}>Link for a new password</MenuItem>
            <MenuItem onSelect={() => onRemove(row)}>Remove from the workspace</MenuItem>
          </Menu>
        ),
    },
  ];
  return (
    <DataTable
      plain
      label="Members"
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      rowHeight={50}
    />
  );
}
