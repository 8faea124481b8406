import { ArrowDown, ArrowUp } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { cx } from "@/lib/cx";
import { useShortcuts } from "@/lib/keyboard";
import { NARROW, useMedia } from "@/lib/use-media";
import { Icon } from "./icon";
import { useWindowRows } from "./use-window-rows";

export type Column<T> = {
  key: string;
  head: ReactNode;
  cell: (row: T) => ReactNode;
  numeric?: boolean;
  /** Left out below this width. */
  from?: "md" | "lg" | "xl" | "2xl";
  className?: string;
  sortable?: boolean;
};

export type Sort = { key: string; down: boolean };

type Props<T> = {
  label: string;
  columns: Column<T>[];
  rows: T[];
  rowKey: (row: T) => string;
  rowHeight?: number;
  selected?: (row: T) => boolean;
  sort?: Sort | null;
  onSort?: (key: string) => void;
  /** A two-line list item in place of the row on narrow screens. */
  narrow?: (row: T) => ReactNode;
  /** Without the sunken heading, inside a panel that has its own. */
  plain?: boolean;
};

const FROM = {
  md: "max-md:hidden",
  lg: "max-lg:hidden",
  xl: "max-xl:hidden",
  "2xl": "max-[1399px]:hidden",
};

/** Put this on the one link of a row: it covers the row and carries its focus. */
export const rowLink =
  "font-medium outline-none after:absolute after:inset-0 focus-visible:shadow-none";

const rowLook =
  "relative border-b border-line last:border-b-0 has-[[data-row-link]:hover]:bg-hover has-[[data-row-link]:focus-visible]:bg-accent-tint has-[[data-row-link]:focus-visible]:inset-shadow-[2.5px_0_0_var(--accent)]";

export function DataTable<T>(props: Props<T>) {
  const box = useRef<HTMLDivElement>(null);
  const narrow = useMedia(NARROW) && props.narrow !== undefined;
  const height = narrow ? 58 : (props.rowHeight ?? 34);
  const window = useWindowRows(props.rows.length, height, box);
  useRowKeys(box);
  return (
    <div ref={box} className="relative min-w-0 max-lg:overflow-x-auto">
      {narrow ? (
        <NarrowList {...props} window={window} />
      ) : (
        <WideTable {...props} window={window} height={height} />
      )}
    </div>
  );
}

type Drawn<T> = Props<T> & { window: ReturnType<typeof useWindowRows> };

function WideTable<T>({
  label,
  columns,
  rows,
  rowKey,
  selected,
  sort,
  onSort,
  plain,
  window,
  height,
}: Drawn<T> & { height: number }) {
  return (
    <table className="w-full border-collapse" aria-label={label} aria-rowcount={rows.length + 1}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th
              key={column.key}
              scope="col"
              aria-sort={
                sort?.key === column.key ? (sort.down ? "descending" : "ascending") : undefined
              }
              className={cx(
                "h-[30px] px-2 text-left text-micro font-medium whitespace-nowrap text-ink-3 shadow-[inset_0_-1px_0_var(--line)] first:pl-3.5 last:pr-3.5",
                !plain &&
                  "z-(--z-sticky) bg-sunken first:rounded-tl-3 last:rounded-tr-3 lg:sticky lg:top-(--topbar)",
                column.numeric && "text-right",
                column.from && FROM[column.from],
              )}
            >
              {column.sortable && onSort ? (
                <button
                  type="button"
                  onClick={() => onSort(column.key)}
                  className="inline-flex items-center gap-1 rounded-1 hover:text-ink"
                >
                  {column.head}
                  {sort?.key === column.key && (
                    <Icon as={sort.down ? ArrowDown : ArrowUp} size={11} />
                  )}
                </button>
              ) : (
                column.head
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <Spacer height={window.before} span={columns.length} />
        {window.indexes.map((index) => {
          const row = rows[index] as T;
          return (
            <tr
              key={rowKey(row)}
              aria-rowindex={index + 2}
              style={{ height }}
              className={cx(rowLook, selected?.(row) && "bg-accent-tint")}
            >
              {columns.map((column) => (
                <td
                  key={column.key}
                  className={cx(
                    "px-2 whitespace-nowrap first:pl-3.5 last:pr-3.5",
                    column.numeric && "text-right",
                    column.from && FROM[column.from],
                    column.className,
                  )}
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          );
        })}
        <Spacer height={window.after} span={columns.length} />
      </tbody>
    </table>
  );
}

function NarrowList<T>({ label, rows, rowKey, narrow, window }: Drawn<T>) {
  return (
    <ul aria-label={label} style={{ paddingTop: window.before, paddingBottom: window.after }}>
      {window.indexes.map((index) => {
        const row = rows[index] as T;
        return (
          <li key={rowKey(row)} className={cx(rowLook, "min-h-[58px] px-3.5 py-2.5")}>
            {narrow?.(row)}
          </li>
        );
      })}
    </ul>
  );
}

function Spacer({ height, span }: { height: number; span: number }) {
  if (height <= 0) return null;
  return (
    <tr>
      <td colSpan={span} style={{ height }} />
    </tr>
  );
}

/** j and k walk over the row links. */
function useRowKeys(box: React.RefObject<HTMLElement | null>): void {
  const move = (by: number) => {
    const links = [...(box.current?.querySelectorAll<HTMLElement>("[data-row-link]") ?? [])];
    const at = links.indexOf(document.activeElement as HTMLElement);
    const next = links[at < 0 ? 0 : Math.max(0, Math.min(links.length - 1, at + by))];
    next?.focus();
    next?.scrollIntoView?.({ block: "nearest" });
  };
  useShortcuts([
    { keys: "j", label: "Next row", run: () => move(1) },
    { keys: "k", label: "Previous row", run: () => move(-1) },
  ]);
}
