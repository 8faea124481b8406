import { UNKNOWN } from "@/lib/format-number";
import type { Preview } from "../view-model";

/** Rows as the warehouse gave them; wide ones scroll in their own box. */
export function SampleRows({ preview }: { preview: Preview }) {
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard.
      tabIndex={0}
      aria-label="Sample rows"
      className="max-h-[300px] overflow-auto rounded-2 border border-line bg-surface scroll-quiet"
    >
      <table className="w-full border-collapse text-small">
        <thead>
          <tr>
            {preview.columns.map((column) => (
              <th
                key={column.name}
                scope="col"
                className="sticky top-0 bg-sunken px-2.5 py-1.5 text-left whitespace-nowrap"
              >
                <span className="type-mono text-ink">{column.name}</span>
                <span className="ml-1.5 text-micro font-text text-ink-3">{column.type}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: sample rows have no identity of their own.
            <tr key={index} className="border-t border-line">
              {row.map((value, column) => (
                <td
                  key={preview.columns[column]?.name}
                  className="max-w-[240px] truncate px-2.5 py-1 type-mono whitespace-nowrap"
                >
                  {value ?? <span className="text-ink-3">{UNKNOWN}</span>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
