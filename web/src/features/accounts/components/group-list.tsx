import { Ellipsis } from "lucide-react";
import type { GroupOut } from "@/api/generated/types.gen";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Menu, MenuItem } from "@/components/ui/menu";
import { type Column, DataTable, rowLink } from "@/components/ui/table";
import { formatNumber } from "@/lib/format-number";

type Props = {
  rows: GroupOut[];
  onOpen: (row: GroupOut) => void;
  /** Without it the list only reads. */
  onRename?: (row: GroupOut) => void;
  onDelete?: (row: GroupOut) => void;
};

export function GroupList({ rows, onOpen, onRename, onDelete }: Props) {
  const columns: Column<GroupOut>[] = [
    {
      key: "name",
      head: "Group",
      className: "max-w-0 w-full",
      cell: (row) => (
        <button
          type="button"
          data-row-link
          className={`${rowLink} block max-w-full truncate`}
          onClick={() => onOpen(row)}
        >
          {row.name}
        </button>
      ),
    },
    {
      key: "members",
      head: "Members",
      numeric: true,
      cell: (row) => formatNumber(row.member_count),
    },
  ];
  if (onRename && onDelete)
    columns.push({
      key: "more",
      head: <span className="sr-only">More</span>,
      numeric: true,
      cell: (row) => (
        <span className="relative">
          <Menu
            trigger={
              <Button variant="ghost" size="sm" aria-label={`More for ${row.name}`}>
                <Icon as={Ellipsis} size={14} />
              </Button>
            }
          >
            <MenuItem onSelect={() => onRename(row)}>Rename</MenuItem>
            <MenuItem onSelect={() => onDelete(row)}>Delete group</MenuItem>
          </Menu>
        </span>
      ),
    });
  return (
    <DataTable
      plain
      label="Groups"
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      rowHeight={40}
    />
  );
}
