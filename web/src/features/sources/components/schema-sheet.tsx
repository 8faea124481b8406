import { useState } from "react";
import { Sheet } from "@/components/ui/dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorPanel } from "@/components/ui/error-panel";
import { SearchField } from "@/components/ui/filter-bar";
import { Fold } from "@/components/ui/fold";
import { SkeletonRows } from "@/components/ui/skeleton";
import { plural } from "@/lib/format-number";
import type { SchemaTable } from "../view-model";

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  name: string;
  tables: SchemaTable[] | undefined;
  error: unknown;
  onRetry: () => void;
};

const SHOWN = 200;

/** Tables and columns of a source, to read beside the page. */
export function SchemaSheet({ open, onOpenChange, name, tables, error, onRetry }: Props) {
  const [query, setQuery] = useState("");
  const wanted = query.trim().toLowerCase();
  const found = (tables ?? []).filter(
    (table) =>
      table.name.toLowerCase().includes(wanted) ||
      table.columns.some((column) => column.name.toLowerCase().includes(wanted)),
  );
  return (
    <Sheet
      open={open}
      onOpenChange={onOpenChange}
      width="sm"
      title={`Schema of ${name}`}
      description={tables && plural(tables.length, "table")}
    >
      {error !== null && error !== undefined && <ErrorPanel error={error} onRetry={onRetry} />}
      {!error && !tables && <SkeletonRows />}
      {tables && tables.length === 0 && (
        <EmptyState title="No table can be seen">
          The account may connect but has nothing it may read.
        </EmptyState>
      )}
      {tables && tables.length > 0 && (
        <>
          <SearchField label="Filter tables and columns" value={query} onChange={setQuery} />
          <div className="mt-3">
            {found.slice(0, SHOWN).map((table) => (
              <Fold
                key={table.name}
                title={table.name}
                summary={plural(table.columns.length, "column")}
                open={found.length === 1}
              >
                <ul className="grid gap-0.5">
                  {table.columns.map((column) => (
                    <li key={column.name} className="flex justify-between gap-3">
                      <span className="type-mono break-all">{column.name}</span>
                      <span className="type-mono text-ink-3">{column.type}</span>
                    </li>
                  ))}
                </ul>
              </Fold>
            ))}
            {found.length > SHOWN && (
              <p className="py-2 text-small text-ink-3">
                {plural(found.length - SHOWN, "more table", "more tables")}; narrow the filter.
              </p>
            )}
          </div>
        </>
      )}
    </Sheet>
  );
}
