import { Link } from "@tanstack/react-router";
import { Ellipsis } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { Moment } from "@/components/ui/moment";
import { type Column, DataTable } from "@/components/ui/table";
import { plural } from "@/lib/format-number";
import { KIND_WORDS, type SourceRow } from "../view-model";

export type SourceActions = {
  testing: string | null;
  onTest: (row: SourceRow) => void;
  onBrowse: (row: SourceRow) => void;
  onEdit: (row: SourceRow) => void;
  onDelete: (row: SourceRow) => void;
  /** A first scan of it: in one of these projects, or in one that is made for it. */
  projects: { slug: string; name: string }[];
  onScan: (row: SourceRow, slug: string | null) => void;
};

type Props = { rows: SourceRow[]; mayEdit: boolean; actions: SourceActions };

export function SourceList({ rows, mayEdit, actions }: Props) {
  const columns: Column<SourceRow>[] = [
    { key: "name", head: "Source", className: "font-medium", cell: (row) => row.name },
    { key: "kind", head: "Kind", cell: (row) => <Badge>{KIND_WORDS[row.kind]}</Badge> },
    {
      key: "where",
      head: "Where",
      from: "md",
      className: "max-w-[260px] truncate type-mono text-ink-2",
      cell: (row) => row.where,
    },
    { key: "test", head: "Connection", cell: (row) => <Connection row={row} /> },
    { key: "scans", head: "Used by", from: "lg", cell: (row) => <Scans row={row} /> },
  ];
  if (mayEdit)
    columns.push({
      key: "actions",
      head: <span className="sr-only">Actions</span>,
      numeric: true,
      cell: (row) => <Actions row={row} {...actions} />,
    });
  return (
    <section className="min-w-0 rounded-3 border border-line bg-surface">
      <DataTable
        label="Data sources"
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        rowHeight={42}
        narrow={(row) => (
          <div className="flex items-center justify-between gap-2">
            <span className="grid min-w-0 gap-0.5">
              <span className="truncate font-medium">{row.name}</span>
              <span className="flex min-w-0 items-center gap-2 text-small">
                <span className="text-ink-3">{KIND_WORDS[row.kind]}</span>
                <Connection row={row} />
              </span>
            </span>
            {mayEdit && <Actions row={row} {...actions} />}
          </div>
        )}
      />
    </section>
  );
}

function Connection({ row }: { row: SourceRow }) {
  if (!row.test) return <span className="text-ink-3">Not tested yet</span>;
  if (row.test.ok)
    return (
      <span className="text-ink-2">
        Answered <Moment at={row.test.at} ago />
      </span>
    );
  return (
    <span className="flex items-center gap-2">
      <Badge tone="signal">✕ No answer</Badge>
      <span
        className="max-w-[34ch] truncate text-small text-ink-2 narrow:hidden"
        title={row.test.message ?? undefined}
      >
        {row.test.message}
      </span>
    </span>
  );
}

function Scans({ row }: { row: SourceRow }) {
  const first = row.scans[0];
  if (!first) return <span className="text-ink-3">No scan</span>;
  return (
    <span>
      <Link
        to="/p/$slug/scans/$scan"
        params={{ slug: first.projectSlug, scan: first.id }}
        className="rounded-1 text-link"
      >
        {first.name}
      </Link>
      {row.scans.length > 1 && (
        <span className="text-ink-3"> and {plural(row.scans.length - 1, "more", "more")}</span>
      )}
    </span>
  );
}

function Actions({
  row,
  testing,
  onTest,
  onBrowse,
  onEdit,
  onDelete,
  projects,
  onScan,
}: SourceActions & { row: SourceRow }) {
  // One that does not answer is tested first.
  const idle = row.scans.length === 0 && row.kind !== "synthetic" && row.test?.ok !== false;
  return (
    <span className="inline-flex items-center gap-1">
      {idle && (
        <Menu align="end" trigger={<Button size="sm">New scan</Button>}>
          {projects.map(({ slug, name }) => (
            <MenuItem key={slug} onSelect={() => onScan(row, slug)}>
              In {name}
            </MenuItem>
          ))}
          {projects.length > 0 && <MenuSeparator />}
          <MenuItem onSelect={() => onScan(row, null)}>In a new project</MenuItem>
        </Menu>
      )}
      <Button
        size="sm"
        className={idle ? "narrow:hidden" : undefined}
        busy={testing === row.id && "Asking"}
        onClick={() => onTest(row)}
      >
        Test
      </Button>
      <Menu
        align="end"
        trigger={
          <Button variant="ghost" size="sm" square aria-label={`More for ${row.name}`}>
            <Icon as={Ellipsis} />
          </Button>
        }
      >
        <MenuItem onSelect={() => onBrowse(row)}>Browse schema</MenuItem>
        <MenuItem onSelect={() => onEdit(row)}>Edit</MenuItem>
        <MenuSeparator />
        <MenuItem danger onSelect={() => onDelete(row)}>
          Delete
        </MenuItem>
      </Menu>
    </span>
  );
}
