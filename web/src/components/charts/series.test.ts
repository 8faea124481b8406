import { describe, expect, it } from "vitest";
import { makeSeries } from "@/testing/series-generator";
import { timeTicks, valueTicks } from "./axis";
import { linePath, scaleFor } from "./paths";
import { defaultWindow, fillGrid, gapsOf, shiftWindow } from "./series";

const STEP = 3600;
const END = 1_795_500_000 - (1_795_500_000 % STEP);
const series = makeSeries({ end: END, buckets: 100 });

describe("series", () => {
  it("turns absent buckets into gaps of the grid", () => {
    const holed = series.filter((_, index) => index < 40 || index > 43);
    const grid = fillGrid(holed, STEP);
    expect(grid).toHaveLength(100);
    const start = series[40]?.bucket ?? 0;
    expect(gapsOf(grid, STEP, [])).toEqual([
      { from: start, to: start + 4 * STEP, state: "missing" },
    ]);
  });

  it("keeps what coverage says about a gap", () => {
    const grid = fillGrid(series.slice(0, 98), STEP);
    const given = [{ from: END - 3 * STEP, to: END, state: "late" as const }];
    expect(gapsOf(grid, STEP, given)).toEqual(given);
  });

  it("keeps a window inside its range", () => {
    const range = { from: 0, to: 100 };
    expect(shiftWindow({ from: 80, to: 100 }, 50, range)).toEqual({ from: 80, to: 100 });
    expect(shiftWindow({ from: 10, to: 30 }, -50, range)).toEqual({ from: 0, to: 20 });
  });

  it("shows sixty buckets with the focus among them", () => {
    const focus = series[30]?.bucket ?? 0;
    const window = defaultWindow(series, STEP, focus, 240);
    expect((window.to - window.from) / STEP).toBe(60);
    expect(window.from <= focus && focus < window.to).toBe(true);
  });
});

describe("axes", () => {
  it.each([1, 7, 99, 4018, 2_300_000])(
    "has at most five round ticks from zero up to %s",
    (highest) => {
      const ticks = valueTicks(highest);
      expect(ticks[0]).toBe(0);
      expect(ticks.length).toBeLessThanOrEqual(5);
      expect(ticks.length).toBeGreaterThan(1);
      expect(ticks.at(-1)).toBeLessThanOrEqual(highest);
    },
  );

  it("thins the days to what fits", () => {
    expect(timeTicks(END - 30 * 86_400, END, STEP, 800).length).toBeLessThanOrEqual(10);
  });
});

describe("paths", () => {
  it("breaks the line where nothing was collected and draws zero on the axis", () => {
    const values = [4, 0, null, 2];
    const path = linePath(values, scaleFor([values], 62, 20, 2));
    expect(path).toBe("M1 2L21 18M61 10");
  });
});
