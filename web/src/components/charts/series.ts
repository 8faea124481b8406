/** What a volume chart draws. Buckets are epoch seconds of the interval's start. */
export type VolumePoint = {
  bucket: number;
  /** null = not collected; 0 is a real zero. */
  actual: number | null;
  expected: number | null;
  lower: number | null;
  upper: number | null;
  anomaly: "spike" | "drop" | null;
  /** Deviation in sigmas. */
  score: number | null;
  /** A person has said what it was. */
  judged?: boolean;
  /** It strays where that was planned. */
  planned?: boolean;
};

export type CoverageRange = { from: number; to: number; state: "missing" | "late" | "settling" };
/** On the grid of the chart. With `until`, the exclusive end, it is a window in which odd numbers are expected. */
export type ChartMark = {
  at: number;
  until?: number;
  label: string;
  kind: "annotation" | "release";
};
export type TimeWindow = { from: number; to: number };

const EMPTY = {
  actual: null,
  expected: null,
  lower: null,
  upper: null,
  anomaly: null,
  score: null,
};
export const FOCUS_BUCKETS = 60;

/** One point a bucket from first to last, so that what was not collected is a gap and not a bridge. */
export function fillGrid(points: VolumePoint[], step: number): VolumePoint[] {
  const first = points[0];
  const last = points[points.length - 1];
  if (!first || !last || step <= 0) return [];
  const known = new Map(points.map((point) => [point.bucket, point]));
  const grid: VolumePoint[] = [];
  for (let bucket = first.bucket; bucket <= last.bucket; bucket += step) {
    grid.push(known.get(bucket) ?? { bucket, ...EMPTY });
  }
  return grid;
}

/** The buckets nobody scored or collected, as ranges: given ones first, the rest from the grid. */
export function gapsOf(grid: VolumePoint[], step: number, given: CoverageRange[]): CoverageRange[] {
  const gaps: CoverageRange[] = [...given];
  let open: CoverageRange | null = null;
  for (const point of grid) {
    const told = given.some((range) => point.bucket >= range.from && point.bucket < range.to);
    if (point.actual !== null || told) {
      open = null;
    } else if (open) {
      open.to = point.bucket + step;
    } else {
      open = { from: point.bucket, to: point.bucket + step, state: "missing" };
      gaps.push(open);
    }
  }
  return gaps;
}

export function coverageAt(
  bucket: number,
  coverage: CoverageRange[],
): CoverageRange["state"] | "collected" {
  return coverage.find((range) => bucket >= range.from && bucket < range.to)?.state ?? "collected";
}

/** What is noted at a bucket, windows too. */
export function marksAt(bucket: number, marks: ChartMark[]): ChartMark[] {
  return marks.filter(({ at, until }) =>
    until === undefined ? at === bucket : bucket >= at && bucket < until,
  );
}

/** Sixty buckets around an open signal, else the whole range; at most `most` buckets. */
export function defaultWindow(
  grid: VolumePoint[],
  step: number,
  focus: number | null,
  most: number,
): TimeWindow {
  const first = grid[0]?.bucket ?? 0;
  const end = (grid[grid.length - 1]?.bucket ?? 0) + step;
  const size = Math.min(
    end - first,
    step * (focus === null ? most : Math.min(FOCUS_BUCKETS, most)),
  );
  const to = focus === null ? end : Math.min(end, focus + Math.max(step * 6, size / 4));
  return { from: Math.max(first, to - size), to: Math.max(first + size, to) };
}

/** Moves a window by some seconds without leaving the range. */
export function shiftWindow(window: TimeWindow, by: number, range: TimeWindow): TimeWindow {
  const size = window.to - window.from;
  const from = Math.min(Math.max(window.from + by, range.from), range.to - size);
  return { from, to: from + size };
}

export function inWindow(grid: VolumePoint[], window: TimeWindow): VolumePoint[] {
  return grid.filter((point) => point.bucket >= window.from && point.bucket < window.to);
}

/** Where the read-out stands when nobody points: the newest open anomaly, else the newest scored bucket. */
export function restingBucket(points: VolumePoint[]): number | null {
  const newest = [...points].reverse();
  const open = newest.find((point) => point.anomaly && !point.judged);
  const scored = newest.find((point) => point.expected !== null && point.actual !== null);
  return (
    (open ?? scored ?? newest.find((point) => point.actual !== null) ?? newest[0])?.bucket ?? null
  );
}
