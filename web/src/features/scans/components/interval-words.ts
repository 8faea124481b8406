import type { Interval } from "@/lib/format-date";

export const INTERVAL_WORDS: Record<Interval, string> = {
  "15m": "every 15 minutes",
  "1h": "every hour",
  "6h": "every 6 hours",
  "1d": "every day",
  "1w": "every week",
};

export const INTERVAL_OPTIONS = (Object.keys(INTERVAL_WORDS) as Interval[]).map((value) => ({
  value,
  label: INTERVAL_WORDS[value].replace("every ", "1 ").replace("1 15", "15").replace("1 6", "6"),
}));
