import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { type Column, DataTable } from "@/components/ui/table";
import { formatNumber, formatPercent } from "@/lib/format-number";
import type { DryRunEvent } from "../view-model";

const FIRST = 8;
const LEAST_SHARE = 0.001;

/** New ones first; the rest behind "Show all". */
export function DryRunEvents({ events, truncated }: { events: DryRunEvent[]; truncated: boolean }) {
  const [all, setAll] = useState(false);
  const sorted = [...events].sort((a, b) => Number(b.isNew) - Number(a.isNew) || b.rows - a.rows);
  const shown = all ? sorted : sorted.slice(0, FIRST);
  const columns: Column<DryRunEvent>[] = [
    {
      key: "plan",
      head: "Plan",
      className: "w-14",
      cell: (event) => (
        <Badge tone={event.isNew ? "ok" : "neutral"}>{event.isNew ? "new" : "kept"}</Badge>
      ),
    },
    {
      key: "name",
      head: "Event",
      className: "max-w-[200px] truncate type-mono",
      cell: (event) => event.name,
    },
    { key: "type", head: "Type", from: "md", className: "text-ink-2", cell: (event) => event.type },
    {
      key: "rows",
      head: "Rows",
      numeric: true,
      cell: (event) => `${event.exact ? "" : "≈ "}${formatNumber(event.rows)}`,
    },
    {
      key: "share",
      head: "Of sample",
      numeric: true,
      className: "text-ink-3",
      cell: (event) => (event.share < LEAST_SHARE ? "< 0.1%" : formatPercent(event.share, 1)),
    },
  ];
  return (
    <>
      <div className="border-t border-line">
        <DataTable
          plain
          label="Events found"
          columns={columns}
          rows={shown}
          rowKey={(event) => `${event.type}/${event.name}`}
          rowHeight={30}
        />
      </div>
      {sorted.length > FIRST && (
        <p className="flex justify-between border-t border-line px-3.5 py-2 text-small text-ink-3">
          <span>
            {truncated
              ? "The sample stopped before its end"
              : `${formatNumber(sorted.length - shown.length)} more`}
          </span>
          <button
            type="button"
            className="rounded-1 text-link coarse:min-h-11"
            onClick={() => setAll(!all)}
          >
            {all ? "Show fewer" : `Show all ${formatNumber(sorted.length)}`}
          </button>
        </p>
      )}
    </>
  );
}
