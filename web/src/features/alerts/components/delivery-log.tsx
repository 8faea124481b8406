import { RotateCw } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Moment } from "@/components/ui/moment";
import { type Column, DataTable } from "@/components/ui/table";
import { plural } from "@/lib/format-number";
import { CHANNEL_WORDS, type DeliveryRow } from "../view-model";

type Props = {
  rows: DeliveryRow[];
  mayRetry: boolean;
  retrying: string | null;
  onRetry: (row: DeliveryRow) => void;
  onOpen: (row: DeliveryRow) => void;
};

export function DeliveryLog({ rows, mayRetry, retrying, onRetry, onOpen }: Props) {
  const actions = (row: DeliveryRow) => (
    <span className="inline-flex gap-1">
      {mayRetry && row.state === "failed" && (
        <Button size="sm" busy={retrying === row.id && "Sending"} onClick={() => onRetry(row)}>
          <Icon as={RotateCw} size={13} />
          Retry
        </Button>
      )}
      <Button size="sm" variant="ghost" onClick={() => onOpen(row)} aria-label={row.messageLabel}>
        Message
      </Button>
    </span>
  );
  const columns: Column<DeliveryRow>[] = [
    { key: "at", head: "Time", className: "text-ink-2", cell: (row) => <Moment at={row.at} /> },
    {
      key: "to",
      head: "Destination",
      cell: (row) => (
        <>
          <span className="font-medium">{row.destinationName}</span>{" "}
          {row.destinationName !== CHANNEL_WORDS[row.kind] && (
            <span className="text-small text-ink-3">{CHANNEL_WORDS[row.kind]}</span>
          )}
        </>
      ),
    },
    {
      key: "rule",
      head: "Rule",
      from: "md",
      className: "max-w-[220px] truncate",
      cell: (row) => row.ruleName,
    },
    {
      key: "what",
      head: "About",
      from: "lg",
      className: "text-ink-2",
      cell: (row) => plural(row.matched, "signal"),
    },
    { key: "state", head: "State", cell: (row) => <State row={row} /> },
    {
      key: "actions",
      head: <span className="sr-only">Actions</span>,
      numeric: true,
      cell: actions,
    },
  ];
  return (
    <section className="min-w-0 rounded-3 border border-line bg-surface">
      <DataTable
        label="Deliveries"
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        narrow={(row) => (
          <div className="flex items-center justify-between gap-2">
            <span className="grid min-w-0">
              <span className="truncate font-medium">{row.destinationName}</span>
              <span className="truncate text-small text-ink-3">
                <Moment at={row.at} />, {row.ruleName}
              </span>
            </span>
            <span className="flex items-center gap-1">
              <State row={row} />
              {actions(row)}
            </span>
          </div>
        )}
      />
    </section>
  );
}

function State({ row }: { row: DeliveryRow }) {
  if (row.state === "failed") {
    return (
      <span className="inline-flex items-center gap-2">
        <Badge tone="signal">✕ failed</Badge>
        <span
          className="max-w-[32ch] truncate text-small text-ink-2 max-lg:hidden"
          title={row.error ?? undefined}
        >
          {row.error}
        </span>
      </span>
    );
  }
  if (row.state === "pending") return <Badge tone="late">waiting</Badge>;
  if (row.simulated) return <Badge>simulated, not sent</Badge>;
  return <Badge tone="ok">✓ sent</Badge>;
}
