import type { ReactNode } from "react";
import { cx } from "@/lib/cx";

type Props = { connected: boolean; text: ReactNode };

/** A petrol dot, hollow while reconnecting, never pulsing. */
export function LiveMark({ connected, text }: Props) {
  return (
    <span role="status" className="flex items-center gap-[7px] text-small text-ink-3">
      <span
        className={cx(
          "size-[7px] rounded-full",
          connected ? "bg-accent" : "inset-ring inset-ring-line-control",
        )}
      />
      <span className="narrow:sr-only">{connected ? text : <>Reconnecting. {text}</>}</span>
    </span>
  );
}
