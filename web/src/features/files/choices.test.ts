import { describe, expect, it } from "vitest";
import type { FileReading } from "@/api/generated/types.gen";
import { choose, shown } from "./choices";

const guess = (value: unknown) => ({ value, why: "", alternatives: [] });
const reading = {
  proposal: {
    time_column: guess("at"),
    event_columns: guess(["kind"]),
    event_name_format: guess("{kind}"),
    property_columns: guess(["path", "plan"]),
    breakdown_columns: guess(["plan"]),
    interval: guess("1h"),
    min_expected_count: guess(12),
  },
} as unknown as FileReading;

describe("decisions about a file", () => {
  it("give no column two parts", () => {
    const before = { event_columns: ["kind", "plan"], breakdown_columns: ["path"] };
    expect(choose(before, { time_column: "plan" }, reading).event_columns).toEqual(["kind"]);
    expect(choose(before, { event_columns: ["path"] }, reading).breakdown_columns).toEqual([]);
  });

  it("of columns end when the file is read another way", () => {
    const next = choose(
      { time_column: "at", event_columns: ["kind"], timezone: "Europe/Berlin" },
      { delimiter: ";" },
      reading,
    );
    expect(next.time_column).toBeUndefined();
    expect(next.event_columns).toBeUndefined();
    expect([next.delimiter, next.timezone]).toEqual([";", "Europe/Berlin"]);
  });

  it("show at once, and a number that was emptied stays empty", () => {
    expect(shown(reading.proposal, { interval: "1d" }).interval).toBe("1d");
    expect(shown(reading.proposal, {}).least).toBe(12);
    expect(shown(reading.proposal, { min_expected_count: null }).least).toBeNull();
  });
});
