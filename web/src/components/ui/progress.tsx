import { cx } from "@/lib/cx";
import { formatNumber } from "@/lib/format-number";

type KnownProps = { done: number; total: number; unit: string; label: string };

/** Known length: a bar with "12 of 48 chunks". */
export function ProgressBar({ done, total, unit, label }: KnownProps) {
  const share = total > 0 ? Math.min(1, done / total) : 0;
  const words = `${formatNumber(done)} of ${formatNumber(total)} ${unit}`;
  return (
    <div className="grid gap-1">
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={done}
        aria-valuetext={words}
        className="h-2 overflow-hidden rounded-1 bg-hover"
      >
        <div
          className="h-full rounded-1 bg-accent transition-[width] duration-(--d-3)"
          style={{ width: `${share * 100}%` }}
        />
      </div>
      <p className="text-small text-ink-3">{words}</p>
    </div>
  );
}

/** Unknown length: a hairline that moves along the top of a panel. */
export function ProgressLine({ label, className }: { label: string; className?: string }) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      className={cx("relative h-0.5 overflow-hidden bg-hover", className)}
    >
      <div className="absolute inset-y-0 w-[30%] bg-accent anim-running" />
    </div>
  );
}
