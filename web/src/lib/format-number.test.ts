import { describe, expect, it } from "vitest";
import {
  formatAxis,
  formatBytes,
  formatChange,
  formatCompact,
  formatNumber,
  formatPercent,
  formatSigmas,
  plural,
} from "./format-number";

describe("numbers", () => {
  it.each([
    [0, "0"],
    [1, "1"],
    [38_412_006, "38,412,006"],
    [-1838, "−1,838"],
    [0.0961, "0.0961"],
    [97.44, "97.4"],
    [null, "–"],
    [Number.NaN, "–"],
  ])("writes %s as %s", (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it("is exact under ten thousand and compact above, with a space that does not break", () => {
    expect(formatCompact(9999)).toBe("9,999");
    expect(formatCompact(38_412_006)).toMatch(/^38\.4\u00a0M$/i);
  });

  it("labels axes shortly", () => {
    expect([0, 2000, 1_500_000, 3e9].map(formatAxis)).toEqual(["0", "2k", "1.5M", "3B"]);
  });

  it("signs a change, and only a change", () => {
    expect([-0.62, 0.88, 0].map((ratio) => formatChange(ratio))).toEqual(["−62%", "+88%", "0%"]);
    expect(formatChange(-0.001)).toBe("0%");
    expect(formatPercent(0.62)).toBe("62%");
  });

  it("gives sigmas one decimal", () => {
    expect(formatSigmas(-12)).toBe("−12.0");
  });

  it("counts things in words", () => {
    expect([0, 1, 38_412_006].map((count) => plural(count, "event"))).toEqual([
      "0 events",
      "1 event",
      "38,412,006 events",
    ]);
    expect(formatBytes(1_200_000_000)).toBe("1.2 GB");
  });
});
