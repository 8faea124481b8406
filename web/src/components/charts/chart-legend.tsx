import type { ReactNode } from "react";
import { DirectionMark } from "@/components/ui/badge";
import { formatNumber } from "@/lib/format-number";

/** Only what can be seen in this chart. */
export function ChartLegend({
  shows,
  sigma,
}: {
  shows: Record<"band" | "signal" | "judged" | "planned" | "missing" | "settling", boolean>;
  sigma?: number | null;
}) {
  return (
    <div
      aria-hidden="true"
      className="flex flex-wrap items-center gap-x-3.5 gap-y-1 text-small text-ink-3 narrow:hidden"
    >
      <Key swatch={<path d="M0 5h18" className="stroke-c-actual" strokeWidth="1.6" />}>Actual</Key>
      {shows.band && (
        <Key
          swatch={
            <>
              <rect width="18" height="10" className="fill-c-band" />
              <path
                d="M0 5h18"
                className="stroke-c-expected"
                strokeWidth="1.2"
                strokeDasharray="4 3"
              />
            </>
          }
        >
          <span>
            Expected
            {sigma ? (
              <>
                {" ± "}
                {formatNumber(sigma)}
                <span className="type-sigma">σ</span>
              </>
            ) : null}
          </span>
        </Key>
      )}
      {shows.signal && (
        <span className="inline-flex items-center gap-1.5">
          <span className="text-signal">
            <DirectionMark direction="drop" />
          </span>
          Signal
        </span>
      )}
      {shows.judged && (
        <span className="inline-flex items-center gap-1.5">
          <span className="text-signal">
            <DirectionMark direction="drop" hollow />
          </span>
          Judged
        </span>
      )}
      {shows.planned && (
        <Key
          swatch={
            <>
              <rect width="18" height="10" className="fill-c-annot" opacity="0.08" />
              <Hatch className="stroke-c-annot" />
            </>
          }
        >
          Expected window, no signal
        </Key>
      )}
      {shows.missing && <Key swatch={<Hatch className="stroke-c-hatch" />}>Not collected</Key>}
      {shows.settling && (
        <Key
          swatch={
            <path
              d="M0 5h18"
              className="stroke-c-actual"
              strokeWidth="1.6"
              strokeDasharray="1.5 2.5"
            />
          }
        >
          Settling, not scored
        </Key>
      )}
    </div>
  );
}

function Key({ swatch, children }: { swatch: ReactNode; children: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <svg width="18" height="10" viewBox="0 0 18 10" aria-hidden="true">
        {swatch}
      </svg>
      {children}
    </span>
  );
}

function Hatch({ className }: { className: string }) {
  return <path d="M0 10 10 0M5 10 15 0M10 10 18 2M-5 10 5 0M15 10 18 7" className={className} />;
}
