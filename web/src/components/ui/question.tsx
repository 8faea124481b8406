import type { ReactNode } from "react";

type Props = { number: number; title: string; note?: string; children: ReactNode };

/** One numbered question of the form. */
export function Question({ number, title, note, children }: Props) {
  return (
    <section
      aria-label={title}
      className="flex gap-3.5 border-t border-line py-4 first:border-0 first:pt-0"
    >
      <span
        aria-hidden="true"
        className="-mt-px grid size-[22px] shrink-0 place-items-center rounded-full border-[1.4px] border-accent-line text-micro font-strong text-accent-ink"
      >
        {number}
      </span>
      <div className="grid min-w-0 flex-1 gap-2.5">
        <div>
          <h2 className="type-h3">{title}</h2>
          {note && <p className="text-small text-ink-3">{note}</p>}
        </div>
        {children}
      </div>
    </section>
  );
}
