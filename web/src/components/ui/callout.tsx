import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "@/lib/cx";
import type { Tone } from "./badge";
import { Icon } from "./icon";

const TINTS: Record<Tone, string> = {
  signal: "bg-signal-tint text-ink",
  drift: "bg-drift-tint text-ink",
  late: "bg-late-tint text-ink",
  ok: "bg-ok-tint text-ink",
  accent: "bg-accent-tint text-ink",
  neutral: "bg-sunken text-ink-2",
};

type Props = {
  tone?: Tone;
  icon?: LucideIcon;
  action?: ReactNode;
  children: ReactNode;
  className?: string;
};

/** One line of fact and one way out. */
export function Callout({ tone = "neutral", icon, action, children, className }: Props) {
  return (
    <div className={cx("flex items-start gap-2.5 rounded-2 px-3 py-[9px]", TINTS[tone], className)}>
      {icon && <Icon as={icon} className="mt-0.5" />}
      <div className="min-w-0 flex-1 break-words">{children}</div>
      {action}
    </div>
  );
}
