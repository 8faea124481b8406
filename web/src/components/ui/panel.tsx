import type { ReactNode } from "react";
import { cx } from "@/lib/cx";

type Props = {
  title?: ReactNode;
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
  /** Draws a line under the heading, for a table or list that follows. */
  ruled?: boolean;
};

/** One depth of box: a line, no shadow, never inside another. */
export function Panel({ title, note, actions, children, className, ruled = false }: Props) {
  return (
    <section className={cx("min-w-0 rounded-3 border border-line bg-surface", className)}>
      {(title || actions) && (
        <header
          className={cx(
            "flex min-h-[42px] flex-wrap items-center gap-x-2.5 px-3.5 pt-2.5 pb-2",
            ruled && "border-b border-line",
          )}
        >
          {title && <h2 className="type-h3">{title}</h2>}
          {note && (
            <span className="text-small text-ink-3 narrow:order-5 narrow:w-full">{note}</span>
          )}
          {actions && <div className="ml-auto flex items-center gap-1.5">{actions}</div>}
        </header>
      )}
      {children}
    </section>
  );
}

/** Subject and evidence side by side; one column below the full layout. */
export function TwoColumns({ main, side }: { main: ReactNode; side: ReactNode }) {
  return (
    <div className="grid min-w-0 gap-4 lg:grid-cols-[minmax(0,1fr)_336px] xl:grid-cols-[minmax(0,1fr)_360px]">
      <div className="grid min-w-0 content-start gap-4 max-lg:contents">{main}</div>
      <aside className="grid min-w-0 content-start gap-4 max-lg:contents">{side}</aside>
    </div>
  );
}

type HeadProps = { title: ReactNode; intro?: ReactNode; actions?: ReactNode };

export function PageHead({ title, intro, actions }: HeadProps) {
  return (
    <div className="flex items-start gap-4 narrow:items-center">
      <div className="min-w-0 flex-1">
        <h1 className="type-h1">{title}</h1>
        {intro && <p className="mt-0.5 max-w-[74ch] text-ink-3">{intro}</p>}
      </div>
      {actions && <div className="flex shrink-0 items-center gap-2">{actions}</div>}
    </div>
  );
}

/** Terms and values, values to the right. */
export function Facts({ rows }: { rows: [term: ReactNode, value: ReactNode][] }) {
  return (
    <dl className="text-small text-ink-2">
      {rows.map(([term, value], index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows of a fact list are fixed and have no other key.
          key={index}
          className="flex min-h-[25px] items-center justify-between gap-3 border-b border-line py-1 last:border-0"
        >
          <dt>{term}</dt>
          <dd className="text-right text-ink">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
