import type { ReactNode } from "react";
import { cx } from "@/lib/cx";
import { formatPercent } from "@/lib/format-number";
import { Sparkline, type SparkSeries } from "./sparkline";

export type Multiple = {
  key: string;
  label: string;
  /** Share of the whole, 0 to 1. */
  share: number | null;
  series: SparkSeries;
  note: ReactNode;
  trouble?: boolean;
};

const SWATCHES = [
  "bg-cat-1",
  "bg-cat-2",
  "bg-cat-3",
  "bg-cat-4",
  "bg-cat-5",
  "bg-cat-6",
  "bg-cat-7",
  "bg-cat-8",
];

/** One small chart a value, each on its own scale with its band; at most eight. */
export function SmallMultiples({ items }: { items: Multiple[] }) {
  return (
    <ul className="grid grid-cols-2 gap-px overflow-hidden rounded-b-3 bg-line md:grid-cols-4">
      {items.slice(0, SWATCHES.length).map((item, index) => (
        <li key={item.key} className="grid min-w-0 gap-1 bg-surface px-3.5 pt-2.5 pb-3">
          <div className="flex items-center justify-between gap-2 text-small">
            <b className="flex min-w-0 items-center gap-1.5 font-medium">
              <span className={cx("h-1 w-2.5 shrink-0 rounded-[1px]", SWATCHES[index])} />
              <span className="truncate">{item.label}</span>
            </b>
            <span className="text-ink-3">{shareWords(item.share)}</span>
          </div>
          <Sparkline {...item.series} width={200} height={44} fluid banded />
          <p className={cx("truncate text-small", item.trouble ? "text-signal-ink" : "text-ink-3")}>
            {item.note}
          </p>
        </li>
      ))}
      <Rest count={Math.min(items.length, SWATCHES.length)} />
    </ul>
  );
}

const REST = ["", "md:col-span-3", "md:col-span-2", "md:col-span-1"];

/** The end of a last row that is not full, in the colour of the cells. */
function Rest({ count }: { count: number }) {
  return (
    <>
      {count % 2 === 1 && <li aria-hidden="true" className="bg-surface md:hidden" />}
      {count % 4 !== 0 && (
        <li aria-hidden="true" className={cx("bg-surface max-md:hidden", REST[count % 4])} />
      )}
    </>
  );
}

/** What is there is never 0%. */
function shareWords(share: number | null): string {
  return share !== null && share > 0 && share < 0.005 ? "< 1%" : formatPercent(share);
}
