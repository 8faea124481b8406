import { Link } from "@tanstack/react-router";
import { DirectionMark, SignalBadge } from "@/components/ui/badge";
import { Moment } from "@/components/ui/moment";
import { formatDay, isDayBucket } from "@/lib/format-date";
import type { SignalSummary } from "../view-model";

/** One finding of a list: what moved, how far, and when. */
export function SignalLine({ slug, signal }: { slug: string; signal: SignalSummary }) {
  return (
    <li className="relative flex gap-2.5 border-t border-line px-3.5 py-2 last:rounded-b-3 hover:bg-hover narrow:min-h-11">
      <span className="w-[11px] pt-1.5 text-signal">
        <DirectionMark direction={signal.direction} />
      </span>
      <span className="grid min-w-0 flex-1 gap-px">
        <span className="flex items-center justify-between gap-2">
          {signal.gone ? (
            <span className="truncate font-medium">{signal.name}</span>
          ) : (
            <Link
              to="/p/$slug/monitoring/$scope/$ref"
              params={{ slug, scope: signal.scope, ref: signal.ref }}
              search={(signal.scanId ? { scan: signal.scanId } : {}) as never}
              data-guide={signal.scope === "event" ? "signal" : undefined}
              className="truncate rounded-1 font-medium after:absolute after:inset-0"
            >
              {signal.name}
            </Link>
          )}
          <SignalBadge
            actual={signal.actual}
            expected={signal.expected}
            direction={signal.direction}
          />
        </span>
        <span className="flex items-center justify-between gap-2 text-small text-ink-3">
          <span className="truncate">{signal.note}</span>
          <span className="text-micro whitespace-nowrap">
            {isDayBucket(signal.step) ? (
              formatDay(signal.bucket, true)
            ) : (
              <Moment at={signal.bucket} />
            )}
          </span>
        </span>
      </span>
    </li>
  );
}
