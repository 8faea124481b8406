import { describe, expect, it } from "vitest";
import { backOff } from "./use-live-events";

describe("reconnecting", () => {
  it("waits twice as long each time, up to a minute", () => {
    expect([0, 1, 2, 10].map((attempt) => backOff(attempt, 1))).toEqual([1000, 2000, 4000, 60_000]);
  });

  it("spreads clients over half of the wait", () => {
    expect(backOff(3, 0)).toBe(4000);
  });
});
