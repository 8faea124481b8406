import { Clock3, Diamond } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "@/lib/cx";
import { formatChange, formatNumber } from "@/lib/format-number";
import { Icon } from "./icon";

export type Tone = "signal" | "drift" | "late" | "ok" | "accent" | "neutral";

const TINTS: Record<Tone, string> = {
  signal: "bg-signal-tint text-signal-ink",
  drift: "bg-drift-tint text-drift-ink",
  late: "bg-late-tint text-late-ink",
  ok: "bg-ok-tint text-ok-ink",
  accent: "bg-accent-tint text-accent-ink",
  neutral: "bg-hover text-ink-2",
};

type BadgeProps = { tone?: Tone; className?: string; children: ReactNode };

/** A state; never clickable. */
export function Badge({ tone = "neutral", className, children }: BadgeProps) {
  return (
    <span
      className={cx(
        "inline-flex h-5 items-center gap-1 rounded-1 border border-transparent px-[7px] align-middle text-small font-medium whitespace-nowrap",
        TINTS[tone],
        className,
      )}
    >
      {tone === "late" && <Icon as={Clock3} size={12} />}
      {tone === "drift" && <Icon as={Diamond} size={9} className="fill-current" />}
      {children}
    </span>
  );
}

/** User text; never coloured by content. */
export function Tag({ children }: { children: ReactNode }) {
  return (
    <span className="inline-flex h-[19px] items-center rounded-1 border border-line bg-sunken px-1.5 align-middle text-micro whitespace-nowrap text-ink-2">
      {children}
    </span>
  );
}

/** A count beside a word: red only when it asks for something. */
export function CountPill({
  count,
  hot = false,
  warm = false,
}: {
  count: number;
  hot?: boolean;
  warm?: boolean;
}) {
  return (
    <span
      className={cx(
        "inline-flex h-4 min-w-[18px] items-center justify-center rounded-full px-[5px] text-micro leading-4 font-strong",
        hot
          ? "bg-signal text-on-signal"
          : warm
            ? "bg-signal-tint text-signal-ink"
            : "bg-hover text-ink-2",
      )}
    >
      {formatNumber(count)}
    </span>
  );
}

export type Direction = "spike" | "drop";

/** Points the way the number went; hollow once judged. */
export function DirectionMark({
  direction,
  hollow = false,
  size = 9,
}: {
  direction: Direction;
  hollow?: boolean;
  size?: number;
}) {
  return (
    <svg width={size} height={size} viewBox="0 0 10 10" role="img" aria-label={direction}>
      <path
        d={direction === "drop" ? "M5 8.8.8 1.2h8.4z" : "M5 1.2 9.2 8.8H.8z"}
        className={hollow ? "fill-surface stroke-current" : "fill-current"}
        strokeWidth={hollow ? 1.3 : 0}
        strokeLinejoin="round"
      />
    </svg>
  );
}

export type SignalSize = { actual: number; expected: number | null; direction: Direction };

/** Fill says how much: outline under half, tint from half on, solid from double on or at zero. */
export function SignalBadge({ actual, expected, direction }: SignalSize) {
  const effect = expected ? (actual - expected) / expected : null;
  const toZero = actual === 0 && direction === "drop" && effect !== null;
  const size = Math.abs(effect ?? 0);
  const look =
    toZero || size >= 1
      ? "border-transparent bg-signal text-on-signal"
      : size >= 0.5
        ? `border-transparent ${TINTS.signal}`
        : "border-signal-line text-signal-ink";
  return (
    <span
      className={cx(
        "inline-flex h-5 items-center gap-1 rounded-1 border px-[7px] align-middle text-small font-medium whitespace-nowrap",
        look,
      )}
    >
      <DirectionMark direction={direction} size={8} />
      {effect === null ? "no baseline" : toZero ? "dropped to zero" : formatChange(effect)}
    </span>
  );
}
