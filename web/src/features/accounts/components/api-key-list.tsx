import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Moment } from "@/components/ui/moment";
import { type Column, DataTable } from "@/components/ui/table";

export type ApiKeyRow = {
  id: string;
  name: string;
  prefix: string;
  scope: "read" | "write";
  project: string | null;
  expiresAt: number | null;
  lastUsedAt: number | null;
  state: "active" | "revoked" | "expired";
};

type Props = { rows: ApiKeyRow[]; onRevoke: (row: ApiKeyRow) => void };

export function ApiKeyList({ rows, onRevoke }: Props) {
  const columns: Column<ApiKeyRow>[] = [
    { key: "name", head: "Key", className: "font-medium", cell: (row) => row.name },
    {
      key: "prefix",
      head: "Starts with",
      className: "type-mono text-ink-2",
      cell: (row) => `${row.prefix}…`,
    },
    {
      key: "scope",
      head: "May",
      cell: (row) => <Badge>{row.scope === "write" ? "read and write" : "read"}</Badge>,
    },
    {
      key: "project",
      head: "Project",
      from: "md",
      className: "text-ink-2",
      cell: (row) => row.project ?? "all",
    },
    {
      key: "used",
      head: "Last used",
      from: "md",
      className: "text-ink-2",
      cell: (row) => (row.lastUsedAt === null ? "never" : <Moment at={row.lastUsedAt} ago />),
    },
    {
      key: "expires",
      head: "Expires",
      from: "lg",
      className: "text-ink-2",
      cell: (row) => (row.expiresAt === null ? "never" : <Moment at={row.expiresAt} as="day" />),
    },
    {
      key: "revoke",
      head: <span className="sr-only">Actions</span>,
      numeric: true,
      cell: (row) =>
        row.state === "active" ? (
          <Button size="sm" variant="danger" onClick={() => onRevoke(row)}>
            Revoke
          </Button>
        ) : (
          <span className="text-ink-3">{row.state}</span>
        ),
    },
  ];
  const active = rows.filter((row) => row.state === "active").length;
  return (
    <>
      <p className="text-small text-ink-2">
        {active} active · {rows.length - active} revoked or expired
      </p>
      <section className="min-w-0 rounded-3 border border-line bg-surface">
        <DataTable label="API keys" columns={columns} rows={rows} rowKey={(row) => row.id} />
      </section>
    </>
  );
}
