import { DirectionMark } from "@/components/ui/badge";
import { Kbd } from "@/components/ui/kbd";
import { formatBucket, formatBucketUtc } from "@/lib/format-date";
import { formatNumber, formatPercent, formatSigmas } from "@/lib/format-number";
import {
  type ChartMark,
  type CoverageRange,
  coverageAt,
  marksAt,
  type VolumePoint,
} from "./series";

type Props = {
  point: VolumePoint | undefined;
  step: number;
  coverage: CoverageRange[];
  marks: ChartMark[];
  unit?: string;
};

const STATES = {
  missing: "not collected",
  late: "late",
  settling: "settling, not scored",
  collected: "",
};

/** The line above the plot that says one bucket in full. */
export function ReadOut({ point, step, coverage, marks, unit }: Props) {
  if (!point) return <div className="min-h-[26px]" />;
  const state = STATES[stateOf(point, coverage)];
  const noted = marksAt(point.bucket, marks);
  return (
    <div className="flex min-h-[26px] flex-wrap items-center gap-x-3.5 gap-y-1 text-small text-ink-2">
      <b className="font-medium text-ink narrow:w-full">{formatBucket(point.bucket, step)}</b>
      <span className="text-ink-3">{formatBucketUtc(point.bucket, step)}</span>
      {point.actual !== null && (
        <Value label="Actual" value={formatNumber(point.actual) + (unit ? ` ${unit}` : "")} />
      )}
      {point.expected !== null && <Value label="Expected" value={formatNumber(point.expected)} />}
      {point.lower !== null && point.upper !== null && (
        <Value label="Band" value={`${formatNumber(point.lower)}–${formatNumber(point.upper)}`} />
      )}
      <Deviation point={point} />
      {state && <span className="text-late-ink">{state}</span>}
      {noted.map(({ label, until }) => (
        <span key={label} className="max-w-[36ch] truncate text-drift-ink">
          {label}
          {until && ", expected"}
        </span>
      ))}
      {noted.length === 0 && (
        <span className="ml-auto flex items-center gap-1 text-ink-3 narrow:hidden coarse:hidden">
          <Kbd>←</Kbd>
          <Kbd>→</Kbd>
          step
        </span>
      )}
    </div>
  );
}

function Value({ label, value }: { label: string; value: string }) {
  return (
    <span>
      {label} <b className="font-medium text-ink">{value}</b>
    </span>
  );
}

export function Deviation({ point }: { point: VolumePoint }) {
  const { actual, expected, score, anomaly, planned } = point;
  if (actual === null || expected === null) return null;
  const effect = expected === 0 ? null : Math.abs(actual - expected) / expected;
  const direction = actual >= expected ? "spike" : "drop";
  return (
    <span
      className={
        anomaly && !planned
          ? "inline-flex items-center gap-1 font-medium text-signal-ink"
          : "inline-flex items-center gap-1"
      }
    >
      <DirectionMark direction={direction} hollow={point.judged} />
      <span>
        {effect === null ? "no baseline" : formatPercent(effect, 1)}
        {score !== null && (
          <bdi className="whitespace-nowrap">
            , {formatSigmas(score)} <Sigma />
          </bdi>
        )}
      </span>
    </span>
  );
}

export function Sigma() {
  return <span className="type-sigma">σ</span>;
}

function stateOf(point: VolumePoint, coverage: CoverageRange[]): keyof typeof STATES {
  const told = coverageAt(point.bucket, coverage);
  return told === "collected" && point.actual === null ? "missing" : told;
}

/** The same text for a screen reader. */
export function readOutText(
  point: VolumePoint | undefined,
  step: number,
  coverage: CoverageRange[],
  marks: ChartMark[] = [],
): string {
  if (!point) return "";
  const parts = [formatBucket(point.bucket, step)];
  if (point.actual !== null) parts.push(`actual ${formatNumber(point.actual)}`);
  if (point.expected !== null) parts.push(`expected ${formatNumber(point.expected)}`);
  if (point.lower !== null && point.upper !== null)
    parts.push(`band ${formatNumber(point.lower)} to ${formatNumber(point.upper)}`);
  if (point.anomaly)
    parts.push(
      `${point.planned ? "planned " : point.judged ? "judged " : ""}${point.anomaly}, ${formatSigmas(point.score)} sigma`,
    );
  const state = STATES[stateOf(point, coverage)];
  if (state) parts.push(state);
  for (const { label, until } of marksAt(point.bucket, marks))
    parts.push(until ? `expected window ${label}` : `noted ${label}`);
  return parts.join(", ");
}
