import { afterEach, describe, expect, it, vi } from "vitest";
import {
  formatAgo,
  formatBucket,
  formatBucketUtc,
  formatDay,
  formatDuration,
  formatShortDay,
  formatTime,
  toSeconds,
} from "./format-date";
import { formatNumber } from "./format-number";

const AT = Date.UTC(2026, 10, 23, 14, 0) / 1000;

describe("times", () => {
  it("names an hour by its start and end, beside UTC", () => {
    expect(formatBucket(AT, 3600)).toBe(
      `${formatDay(AT)}, ${formatTime(AT)}–${formatTime(AT + 3600)}`,
    );
    expect(formatBucketUtc(AT, 3600)).toMatch(/14:00 UTC$/);
  });

  it("names a day in UTC, since daily buckets are UTC days", () => {
    const midnight = Date.UTC(2026, 10, 23) / 1000;
    expect(formatBucket(midnight, 86_400)).toMatch(/^Mon 23 Nov/);
    expect(formatBucketUtc(midnight, 86_400)).toBe("UTC day");
  });

  it.each([
    [10, "just now"],
    [200, "3 min ago"],
    [3 * 3600 + 50, "3 h ago"],
  ])("says %s seconds as %s", (age, text) => {
    expect(formatAgo(AT - age, AT * 1000)).toBe(text);
  });

  it("gives the date from a day on", () => {
    expect(formatAgo(AT - 90_000, AT * 1000)).toContain("Nov");
  });

  it("adds the year only when it is another one", () => {
    expect(formatDay(AT, true, AT * 1000)).toBe("Mon 23 Nov");
    expect(formatDay(Date.UTC(2015, 4, 20) / 1000, true, AT * 1000)).toBe("Wed 20 May 2015");
  });

  it.each([
    [40, "40 s"],
    [3840, "1 h 4 min"],
    [7200, "2 h"],
    [97_200, "1 d 3 h"],
  ])("says %s seconds as %s", (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  it("takes no invalid moment for a time", () => {
    expect(toSeconds("not a date")).toBeNull();
    expect(formatTime(null)).toBe("–");
  });
});

describe("where the viewer is", () => {
  const reads = (language: string) =>
    Object.defineProperty(navigator, "language", { value: language, configurable: true });
  const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, " ");
  afterEach(() => {
    reads("en-GB");
    vi.unstubAllEnvs();
  });

  it.each([
    ["en-US", "02:00 PM", "Mon Nov 23", "23 Mon", "38,412,006"],
    ["de-DE", "14:00", "Mo. 23. Nov.", "Mo. 23.", "38.412.006"],
  ])("writes as in %s", (language, time, day, short, number) => {
    reads(language);
    expect(plain(formatTime(AT, true))).toBe(time);
    expect(plain(formatDay(AT, true, AT * 1000))).toBe(day);
    expect(plain(formatShortDay(AT, true))).toBe(short);
    expect(formatNumber(38_412_006)).toBe(number);
  });

  it("names an hour of UTC by the half hours of a zone between", () => {
    vi.stubEnv("TZ", "Asia/Kolkata");
    reads("en-ZA");
    expect(formatBucket(AT, 3600)).toMatch(/19:30–20:30$/);
    expect(formatBucketUtc(AT, 3600)).toBe("14:00 UTC");
  });
});
