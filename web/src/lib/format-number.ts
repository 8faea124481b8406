import { viewerLocale } from "./viewer-locale";

export const UNKNOWN = "–";
const MINUS = "−";
const NO_BREAK = "\u00a0";

type Amount = number | null | undefined;

const formatters = new Map<string, Intl.NumberFormat>();

function formatter(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify(options) + viewerLocale();
  let found = formatters.get(key);
  if (!found) {
    found = new Intl.NumberFormat(viewerLocale(), options);
    formatters.set(key, found);
  }
  return found;
}

function known(value: Amount): value is number {
  return value !== null && value !== undefined && Number.isFinite(value);
}

/** The sign as typography has it: a true minus, and a plus where a change is meant. */
function render(value: number, options: Intl.NumberFormatOptions): string {
  return formatter(options)
    .formatToParts(value)
    .map((part) => {
      if (part.type === "minusSign") return MINUS;
      if (part.type === "compact") return NO_BREAK + part.value;
      return part.value;
    })
    .join("")
    .replace(/\s*\u00a0/, NO_BREAK);
}

/** Exact and grouped; fractions keep three significant digits. */
export function formatNumber(value: Amount): string {
  if (!known(value)) return UNKNOWN;
  return Number.isInteger(value) || Math.abs(value) >= 100
    ? render(value, { maximumFractionDigits: 0 })
    : render(value, { maximumSignificantDigits: 3 });
}

/** 38.4 M: for tiles and axes, where the exact value stands somewhere else. */
export function formatCompact(value: Amount): string {
  if (!known(value)) return UNKNOWN;
  if (Math.abs(value) < 10_000) return formatNumber(value);
  return render(value, { notation: "compact", maximumSignificantDigits: 3 });
}

/** Axis labels: 2k, 1.5M, 3B, without the space a tile has. */
export function formatAxis(value: number): string {
  const steps: [number, string][] = [
    [1e9, "B"],
    [1e6, "M"],
    [1e3, "k"],
  ];
  const step = steps.find(([size]) => Math.abs(value) >= size);
  if (!step) return render(value, { maximumSignificantDigits: 3 });
  return render(value / step[0], { maximumSignificantDigits: 3 }) + step[1];
}

/** A ratio of 0.62 as 62%. */
export function formatPercent(ratio: Amount, digits = 0): string {
  if (!known(ratio)) return UNKNOWN;
  return `${render(ratio * 100, { maximumFractionDigits: digits, minimumFractionDigits: 0 })}%`;
}

/** A change with its sign: +88%, −62%, 0%. */
export function formatChange(ratio: Amount, digits = 0): string {
  if (!known(ratio)) return UNKNOWN;
  const percent = Math.round(ratio * 100 * 10 ** digits) / 10 ** digits;
  return `${render(percent, { signDisplay: "exceptZero", maximumFractionDigits: digits })}%`;
}

/** A signed amount: +34, −1,838. */
export function formatSigned(value: Amount): string {
  if (!known(value)) return UNKNOWN;
  return render(value, { signDisplay: "exceptZero", maximumFractionDigits: 1 });
}

/** Deviations always have one decimal; the σ itself is set by the component. */
export function formatSigmas(value: Amount): string {
  if (!known(value)) return UNKNOWN;
  // What rounds to zero has no sign.
  const shown = Math.abs(value) < 0.05 ? 0 : value;
  return render(shown, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
}

export function formatBytes(bytes: Amount): string {
  if (!known(bytes)) return UNKNOWN;
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${formatNumber(size)} ${units[unit]}`;
}

const pluralRules = new Intl.PluralRules("en");

/** "1 event", "0 events", "38,412 events". */
export function plural(count: number, one: string, other = `${one}s`): string {
  return `${formatNumber(count)} ${pluralRules.select(count) === "one" ? one : other}`;
}
