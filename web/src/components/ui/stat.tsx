import type { ReactNode } from "react";
import { cx } from "@/lib/cx";
import { UNKNOWN } from "@/lib/format-number";

export type StatValue = {
  key: string;
  label: ReactNode;
  /** undefined while loading, null when it cannot be known. */
  value: string | null | undefined;
  unit?: string;
  meaning?: ReactNode;
  /** The exact figure when `value` is compact. */
  exact?: string;
};

type Props = {
  stats: StatValue[];
  linkFor?: (stat: StatValue, content: ReactNode, look: string) => ReactNode;
};

/** One bordered row split by hairlines; a figure, its label, one line of meaning. */
export function KpiStrip({ stats, linkFor }: Props) {
  return (
    <div className="grid grid-cols-2 overflow-hidden rounded-3 border border-line bg-line gap-px md:grid-cols-3 xl:auto-cols-fr xl:grid-flow-col xl:grid-cols-none">
      {stats.map((stat) => (
        <div key={stat.key} className="flex min-w-0 bg-surface">
          {linkFor ? (
            linkFor(stat, <Figure stat={stat} />, CELL)
          ) : (
            <div className={CELL}>
              <Figure stat={stat} />
            </div>
          )}
        </div>
      ))}
    </div>
  );
}

const CELL = "block min-w-0 flex-1 px-3.5 pt-[11px] pb-3";

function Figure({ stat }: { stat: StatValue }) {
  return (
    <>
      <span className="flex items-center gap-1.5 text-small text-ink-3">{stat.label}</span>
      <span className="type-figure mt-0.5 flex items-baseline gap-1.5" title={stat.exact}>
        <span className={cx(stat.value === undefined && "text-ink-3")}>
          {stat.value === undefined ? "…" : (stat.value ?? UNKNOWN)}
        </span>
        {stat.unit && (
          <small className="text-small font-text tracking-normal text-ink-3">{stat.unit}</small>
        )}
      </span>
      {stat.meaning && <span className="block truncate text-small text-ink-3">{stat.meaning}</span>}
    </>
  );
}

/** A small row of figures inside a panel. */
export function FigureRow({ figures }: { figures: { label: string; value: ReactNode }[] }) {
  return (
    <dl className="flex flex-wrap justify-between gap-x-5 gap-y-2">
      {figures.map((figure) => (
        <div key={figure.label} className="grid gap-px">
          <dt className="text-small text-ink-3">{figure.label}</dt>
          <dd className="text-h3 font-strong">{figure.value}</dd>
        </div>
      ))}
    </dl>
  );
}
