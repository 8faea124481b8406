import type { FileColumn, FileReading } from "@/api/generated/types.gen";
import { cx } from "@/lib/cx";
import { UNKNOWN } from "@/lib/format-number";
import { kindWords } from "../words";

const ROLES: Record<string, string> = {
  time: "time",
  event: "event name",
  breakdown: "split",
};

/** The first rows under the part each column was given; wide ones scroll in their own box. */
export function PreviewTable({ reading }: { reading: FileReading }) {
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard.
      tabIndex={0}
      aria-label="First rows of the file"
      className="max-h-[252px] overflow-auto rounded-2 border border-line bg-surface scroll-quiet"
    >
      <table className="w-full border-collapse text-small" aria-label="First rows">
        <thead>
          <tr>
            {reading.columns.map((column) => (
              <Head key={column.name} column={column} />
            ))}
          </tr>
        </thead>
        <tbody>
          {reading.rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a file have no identity of their own.
            <tr key={index} className="border-t border-line">
              {row.map((value, at) => (
                <td
                  key={reading.columns[at]?.name}
                  className={cx(
                    "max-w-[220px] truncate px-2.5 py-1 type-mono whitespace-nowrap",
                    reading.columns[at]?.role === "unused" && "text-ink-3",
                  )}
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

function Head({ column }: { column: FileColumn }) {
  const role = ROLES[column.role];
  return (
    <th scope="col" className="sticky top-0 bg-sunken px-2.5 py-1.5 text-left whitespace-nowrap">
      <span className="type-mono text-ink">{column.name}</span>
      <span
        className={cx(
          "block text-micro",
          role ? "font-medium text-accent-ink" : "font-text text-ink-3",
        )}
      >
        {role ?? kindWords(column.kind)}
      </span>
    </th>
  );
}
