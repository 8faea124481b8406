import type { VolumePoint } from "@/components/charts/series";

const HOUR = 3600;

/** A repeatable stream of numbers in [0, 1). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

type SeriesOptions = {
  end: number;
  buckets: number;
  step?: number;
  level?: number;
  seed?: number;
  /** Buckets counted from the end. */
  missing?: [from: number, count: number];
  settling?: number;
  drop?: { at: number; share: number };
  spike?: { at: number; factor: number; judged?: boolean };
};

/** Volume with a daily wave, an expectation around it, and the faults one asks for. */
export function makeSeries(options: SeriesOptions): VolumePoint[] {
  const { end, buckets, step = HOUR, level = 2000, seed = 1, settling = 0 } = options;
  const random = randomFrom(seed);
  return Array.from({ length: buckets }, (_, index): VolumePoint => {
    const bucket = end - (buckets - index) * step;
    const fromEnd = buckets - 1 - index;
    const hour = ((bucket / HOUR) % 24) / 24;
    const expected = Math.round(level * (1 + 0.62 * Math.sin((hour - 0.35) * 2 * Math.PI)));
    const actual = Math.round(expected * (0.96 + random() * 0.08));
    const spread = Math.round(expected * 0.22);
    const point: VolumePoint = {
      bucket,
      actual,
      expected,
      lower: expected - spread,
      upper: expected + spread,
      anomaly: null,
      score: ((actual - expected) / spread) * 4,
    };
    const { missing, drop, spike } = options;
    if (missing && fromEnd >= missing[0] && fromEnd < missing[0] + missing[1]) {
      return { ...point, actual: null, expected: null, lower: null, upper: null, score: null };
    }
    if (fromEnd < settling)
      return { ...point, expected: null, lower: null, upper: null, score: null };
    if (drop && fromEnd <= drop.at) return fault(point, drop.share, "drop", false);
    if (spike && fromEnd === spike.at)
      return fault(point, spike.factor, "spike", spike.judged ?? false);
    return point;
  });
}

function fault(
  point: VolumePoint,
  factor: number,
  anomaly: "spike" | "drop",
  judged: boolean,
): VolumePoint {
  const expected = point.expected ?? 0;
  const actual = Math.round(expected * factor);
  return {
    ...point,
    actual,
    anomaly,
    judged,
    score: ((actual - expected) / (expected * 0.22)) * 4,
  };
}
