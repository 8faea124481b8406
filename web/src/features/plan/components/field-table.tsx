import { Link } from "@tanstack/react-router";
import { Ellipsis } from "lucide-react";
import type { EventTypeOut, FieldOut } from "@/api/generated/types.gen";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { type Column, DataTable, rowLink } from "@/components/ui/table";
import { KIND_WORDS, SENSITIVITY_WORDS } from "../field-draft";

export type FieldRow = { field: FieldOut; type: EventTypeOut };

type Props = {
  slug: string;
  rows: FieldRow[];
  /** The type stands beside the field where several are listed. */
  withType?: boolean;
  onEdit?: (field: FieldOut) => void;
  onDelete?: (field: FieldOut) => void;
};

export function FieldTable({ slug, rows, withType = false, onEdit, onDelete }: Props) {
  const columns: Column<FieldRow>[] = [
    { key: "name", head: "Field", cell: ({ field }) => <Name field={field} /> },
    ...(withType ? [typeColumn(slug)] : []),
    {
      key: "kind",
      head: "Type",
      cell: ({ field }) => KIND_WORDS[field.field_type],
    },
    {
      key: "required",
      head: "Required",
      from: "md",
      cell: ({ field }) => (field.is_required ? "required" : ""),
    },
    {
      key: "sensitivity",
      head: "Sensitivity",
      from: "md",
      cell: ({ field }) =>
        field.sensitivity !== "none" && (
          <Badge tone="late">{SENSITIVITY_WORDS[field.sensitivity]}</Badge>
        ),
    },
    {
      key: "description",
      head: "Description",
      from: "lg",
      className: "max-w-[52ch] truncate text-ink-2",
      cell: ({ field }) => field.description,
    },
    ...(onEdit && onDelete ? [actionsColumn(onEdit, onDelete)] : []),
  ];
  return (
    <DataTable
      plain
      label="Fields"
      columns={columns}
      rows={rows}
      rowKey={({ field }) => field.id}
      rowHeight={38}
    />
  );
}

function Name({ field }: { field: FieldOut }) {
  return (
    <span className="inline-flex min-w-0 items-baseline gap-2">
      <span className="font-medium">{field.display_name}</span>
      {field.name !== field.display_name && (
        <span className="type-mono text-ink-3 narrow:hidden">{field.name}</span>
      )}
    </span>
  );
}

function typeColumn(slug: string): Column<FieldRow> {
  return {
    key: "type",
    head: "Event type",
    cell: ({ type }) => (
      <Link
        to="/p/$slug/event-types/$type"
        params={{ slug, type: type.id } as never}
        data-row-link=""
        className={rowLink}
      >
        {type.display_name}
      </Link>
    ),
  };
}

function actionsColumn(
  onEdit: (field: FieldOut) => void,
  onDelete: (field: FieldOut) => void,
): Column<FieldRow> {
  return {
    key: "actions",
    head: <span className="sr-only">Actions</span>,
    numeric: true,
    cell: ({ field }) => (
      <Menu
        align="end"
        trigger={
          <Button variant="ghost" size="sm" square aria-label={`More for ${field.display_name}`}>
            <Icon as={Ellipsis} />
          </Button>
        }
      >
        <MenuItem onSelect={() => onEdit(field)}>Edit</MenuItem>
        <MenuSeparator />
        <MenuItem danger onSelect={() => onDelete(field)}>
          Delete field
        </MenuItem>
      </Menu>
    ),
  };
}
