import { describe, expect, it } from "vitest";
import type { EventMetrics } from "@/api/generated/types.gen";
import { coverageOf, pointsOf, sparkOf } from "./mapping";

const point = (hour: number, over: Partial<EventMetrics["data"][number]> = {}) => ({
  bucket: `2026-11-23T${String(hour).padStart(2, "0")}:00:00Z`,
  count: 100,
  expected_count: 110,
  lower: 80,
  upper: 140,
  z_score: -0.5,
  is_anomaly: false,
  settling: false,
  ...over,
});
const metrics = (data: EventMetrics["data"], over: Partial<EventMetrics> = {}): EventMetrics => ({
  scope: "event",
  event_id: null,
  event_type_id: null,
  scan_config_id: null,
  scan_config_name: null,
  interval: "1h",
  data,
  forecast: [],
  latest_signal: null,
  sigma_threshold: 4,
  min_expected_count: 50,
  week_total: null,
  prior_week_total: null,
  last_collected_at: null,
  next_collection_at: null,
  coverage: [],
  as_of: null,
  ...over,
});
const HOUR = 3600;
const at = (hour: number) => Date.UTC(2026, 10, 23, hour) / 1000;

describe("a series on its way to a chart", () => {
  it("takes the band as it was stored", () => {
    const [first] = pointsOf(metrics([point(1)]));
    expect(first).toMatchObject({ actual: 100, expected: 110, lower: 80, upper: 140 });
  });

  it("draws no band where nothing is large enough to be judged", () => {
    const [first] = pointsOf(metrics([point(1, { count: 1, expected_count: 2 })]));
    expect(first).toMatchObject({ actual: 1, expected: null, lower: null, upper: null });
  });

  it("marks what is missing, late and settling, and nothing else", () => {
    const coverage: EventMetrics["coverage"] = [
      { from: "2026-11-23T00:00:00Z", to: "2026-11-23T01:00:00Z", state: "collected" },
      { from: "2026-11-23T01:00:00Z", to: "2026-11-23T03:00:00Z", state: "missing" },
    ];
    const data = [point(3), point(4, { settling: true }), point(5, { settling: true })];
    expect(coverageOf(metrics(data, { coverage }))).toEqual([
      { from: at(1), to: at(3), state: "missing" },
      { from: at(4), to: at(5) + HOUR, state: "settling" },
    ]);
  });

  it("leaves a gap in a small chart where a bucket was not collected", () => {
    const data = [point(1), point(2, { count: 0 }), point(4)];
    const spark = sparkOf(data, HOUR, { bucket: at(4), direction: "drop" });
    expect(spark?.values).toEqual([100, 0, null, 100]);
    expect(spark?.anomaly).toEqual({ index: 3, direction: "drop" });
  });
});
