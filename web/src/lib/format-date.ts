import { UNKNOWN } from "./format-number";
import { viewerLocale } from "./viewer-locale";

export type Moment = string | number | Date | null | undefined;

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** Epoch seconds of a timestamp; numbers are taken as epoch seconds already. */
export function toSeconds(moment: Moment): number | null {
  if (moment === null || moment === undefined) return null;
  if (typeof moment === "number") return moment;
  const millis = moment instanceof Date ? moment.getTime() : Date.parse(moment);
  return Number.isNaN(millis) ? null : Math.floor(millis / 1000);
}

const cache = new Map<string, Intl.DateTimeFormat>();

function parts(seconds: number, options: Intl.DateTimeFormatOptions): string {
  const key = JSON.stringify(options) + viewerLocale();
  let found = cache.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(viewerLocale(), options);
    cache.set(key, found);
  }
  return found.format(seconds * 1000).replace(",", "");
}

/** A moment as an `<input type="datetime-local">` takes it: the viewer's own clock, to the minute. */
export function toLocalInput(seconds: number): string {
  const date = new Date(seconds * 1000);
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

const zoneOf = (utc: boolean): Intl.DateTimeFormatOptions => (utc ? { timeZone: "UTC" } : {});

export function formatTime(moment: Moment, utc = false): string {
  const seconds = toSeconds(moment);
  if (seconds === null) return UNKNOWN;
  return parts(seconds, { hour: "2-digit", minute: "2-digit", ...zoneOf(utc) });
}

/** "Mon 23" on an axis; the first of a month says the month. */
export function formatShortDay(seconds: number, utc: boolean): string {
  const date = new Date(seconds * 1000);
  const first = (utc ? date.getUTCDate() : date.getDate()) === 1;
  return parts(seconds, {
    day: "numeric",
    ...(first ? { month: "short" } : { weekday: "short" }),
    ...zoneOf(utc),
  });
}

/** Names of the time zones the browser knows. */
export const timeZones = () => Intl.supportedValuesOf("timeZone");

/** "Sun 22 Nov", with the year only when it is not this one. */
export function formatDay(moment: Moment, utc = false, now = Date.now()): string {
  const seconds = toSeconds(moment);
  if (seconds === null) return UNKNOWN;
  const sameYear = new Date(seconds * 1000).getFullYear() === new Date(now).getFullYear();
  return parts(seconds, {
    weekday: "short",
    day: "numeric",
    month: "short",
    ...(sameYear ? {} : { year: "numeric" }),
    ...zoneOf(utc),
  });
}

/** By the viewer's clock. */
export function onOneDay(one: Moment, other: Moment): boolean {
  return formatDay(one) === formatDay(other);
}

export function isToday(seconds: number, now = Date.now()): boolean {
  return onOneDay(seconds, now / 1000);
}

export function formatDateTime(moment: Moment, utc = false): string {
  const seconds = toSeconds(moment);
  if (seconds === null) return UNKNOWN;
  return `${formatDay(seconds, utc)} ${formatTime(seconds, utc)}`;
}

/** A server's clock may be this far ahead of the viewer's before a moment counts as future. */
const CLOCKS_DIFFER = 2 * MINUTE;

/** "3 min ago" under a day, then the date. */
export function formatAgo(moment: Moment, now = Date.now()): string {
  const seconds = toSeconds(moment);
  if (seconds === null) return UNKNOWN;
  const age = Math.floor(now / 1000) - seconds;
  if (age < -CLOCKS_DIFFER || age >= DAY) return formatDateTime(seconds);
  if (age < MINUTE) return "just now";
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min ago`;
  return `${Math.floor(age / HOUR)} h ago`;
}

/** "1 h 4 min", "2 d 3 h", "40 s". */
export function formatDuration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return UNKNOWN;
  const whole = Math.max(0, Math.round(seconds));
  if (whole < MINUTE) return `${whole} s`;
  if (whole < HOUR) return join(whole, MINUTE, "min", 1, "s", whole < 10 * MINUTE);
  if (whole < DAY) return join(whole, HOUR, "h", MINUTE, "min");
  return join(whole, DAY, "d", HOUR, "h");
}

function join(
  whole: number,
  big: number,
  bigUnit: string,
  small: number,
  smallUnit: string,
  both = true,
) {
  const rest = Math.floor((whole % big) / small);
  const head = `${Math.floor(whole / big)} ${bigUnit}`;
  return both && rest > 0 ? `${head} ${rest} ${smallUnit}` : head;
}

export const INTERVAL_SECONDS = {
  "15m": 900,
  "1h": HOUR,
  "6h": 6 * HOUR,
  "1d": DAY,
  "1w": 7 * DAY,
} as const;
export type Interval = keyof typeof INTERVAL_SECONDS;

/** Daily and weekly buckets are UTC days, so their names are in UTC and say so. */
export function isDayBucket(step: number): boolean {
  return step >= DAY;
}

/** A bucket by its start: "Mon 23 Nov, 14:00–15:00", or the day for daily ones. */
export function formatBucket(start: number, step: number): string {
  if (step >= 7 * DAY) return `Week of ${formatDay(start, true)}`;
  if (isDayBucket(step)) return formatDay(start, true);
  return `${formatDay(start)}, ${formatTime(start)}–${formatTime(start + step)}`;
}

/** The same bucket for people who compare with a warehouse: "13:00 UTC". */
export function formatBucketUtc(start: number, step: number): string {
  if (isDayBucket(step)) return "UTC day";
  const sameDay = formatDay(start) === formatDay(start, true);
  return `${sameDay ? "" : `${formatDay(start, true)} `}${formatTime(start, true)} UTC`;
}

/** "UTC+1", said once on a page that shows local times. */
export function zoneName(now = new Date()): string {
  const minutes = -now.getTimezoneOffset();
  if (minutes === 0) return "UTC";
  const sign = minutes > 0 ? "+" : "−";
  const hours = Math.floor(Math.abs(minutes) / 60);
  const rest = Math.abs(minutes) % 60;
  return `UTC${sign}${hours}${rest ? `:${String(rest).padStart(2, "0")}` : ""}`;
}
