import type { ReactNode } from "react";

/** Stays at the bottom left of a form; says on the right what saving leads to. */
export function SaveBar({ children, note }: { children: ReactNode; note?: ReactNode }) {
  return (
    <div className="sticky bottom-0 z-(--z-sticky) -mx-5 mt-auto -mb-7 flex items-center gap-2 border-t border-line bg-canvas px-5 py-2.5 narrow:-mx-3.5 narrow:flex-wrap narrow:px-3.5">
      {children}
      {note && <p className="ml-auto text-small text-ink-3 narrow:ml-0 narrow:w-full">{note}</p>}
    </div>
  );
}
