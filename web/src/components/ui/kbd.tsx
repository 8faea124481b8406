import type { ReactNode } from "react";
import { cx } from "@/lib/cx";

type Props = { children: ReactNode; onAccent?: boolean; className?: string };

/** A key on the control it presses; coarse pointers have no use for it. */
export function Kbd({ children, onAccent = false, className }: Props) {
  return (
    <kbd
      className={cx(
        "inline-block h-[17px] min-w-[17px] rounded-1 border px-1 text-center font-mono text-[10.5px] leading-[15px] font-medium coarse:hidden narrow:hidden",
        onAccent ? "border-on-accent/45" : "border-line-strong bg-surface text-ink-3",
        className,
      )}
    >
      {children}
    </kbd>
  );
}
