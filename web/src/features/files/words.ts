import type { FileDialect, FileReading, FileResponse } from "@/api/generated/types.gen";
import type { SelectOption } from "@/components/ui/option-panel";
import { formatDay, timeZones } from "@/lib/format-date";
import { formatBytes, formatNumber, formatPercent, plural } from "@/lib/format-number";

const DELIMITERS: Record<string, string> = {
  ",": "Comma",
  ";": "Semicolon",
  "\t": "Tab",
  "|": "Vertical bar",
};
const ENCODINGS = [
  "UTF-8",
  "UTF-8 with BOM",
  "UTF-16 LE",
  "UTF-16 BE",
  "windows-1252",
  "windows-1251",
  "windows-1250",
  "ISO-8859-1",
  "ISO-8859-15",
  "KOI8-R",
  "Shift_JIS",
  "GB18030",
  "Big5",
];
const QUOTES: Record<string, string> = { '"': "Double quotes", "'": "Single quotes" };
const KINDS: Record<string, string> = {
  string: "text",
  number: "number",
  boolean: "yes or no",
  datetime: "date and time",
  date: "date",
  empty: "empty",
};

/** Options with the one in use among them, whatever it is. */
function optionsOf(words: Record<string, string>, used: string): SelectOption[] {
  const known = Object.entries(words).map(([value, label]) => ({ value, label }));
  return used in words ? known : [...known, { value: used, label: `“${used}”` }];
}
export const delimiterOptions = (used: string) => optionsOf(DELIMITERS, used);
export const quoteOptions = (used: string) => optionsOf(QUOTES, used);
export function encodingOptions(used: string): SelectOption[] {
  return [...new Set([...ENCODINGS, used])].map((value) => ({ value, label: value }));
}

let zones: SelectOption[] | null = null;
export function zoneOptions(used: string): SelectOption[] {
  zones ??= ["UTC", ...timeZones().filter((name) => name !== "UTC")].map((value) => ({
    value,
    label: value.replaceAll("_", " "),
  }));
  return zones.some((zone) => zone.value === used)
    ? zones
    : [{ value: used, label: used }, ...zones];
}

export function columnOptions(reading: FileReading): SelectOption[] {
  return reading.columns.map((column) => ({
    value: column.name,
    label: column.name,
    hint: kindWords(column.kind),
    mono: true,
  }));
}

export const kindWords = (kind: string) => KINDS[kind] ?? kind;

/** "UTF-8, separated by commas, with a header". */
export function dialectWords(dialect: FileDialect): string {
  const parts = [dialect.encoding];
  if (dialect.delimiter !== null)
    parts.push((DELIMITERS[dialect.delimiter] ?? `“${dialect.delimiter}”`).toLowerCase());
  parts.push(dialect.has_header ? "with a header" : "without a header");
  if (dialect.comment_lines > 0) parts.push(plural(dialect.comment_lines, "comment line"));
  return parts.join(", ");
}

/** "9,999 rows, 10 columns, Sun 17 May 2015 to Wed 20 May 2015". */
export function readingWords(reading: FileReading): string {
  const rows = `${reading.rows_are_exact ? "" : "About "}${plural(reading.estimated_rows, "row")}`;
  const parts = [rows, plural(reading.columns.length, "column")];
  if (reading.first_at && reading.last_at)
    parts.push(
      `${reading.rows_are_exact ? "" : "in the sample "}${formatDay(reading.first_at, true)} to ${formatDay(reading.last_at, true)}`,
    );
  return parts.join(", ");
}

/** Where a file stands, in a list. */
export function stateWords(file: FileResponse): string {
  const size = formatBytes(file.size_bytes);
  switch (file.status) {
    case "uploaded":
      return `${size}, not counted yet`;
    case "loading":
      return `${size}, loading, ${formatPercent(Math.floor(file.progress * 100) / 100)}`;
    case "failed":
      return `${size}, could not be loaded`;
    case "cancelled":
      return `${size}, loading was cancelled`;
    default:
      return loadedWords(file);
  }
}

/** "9,999 rows, 3 lines rejected". */
export function loadedWords(file: FileResponse): string {
  const rows = plural(file.loaded_rows ?? 0, "row");
  const rejected = file.rejected_rows ?? 0;
  return rejected === 0
    ? `${rows}, no line rejected`
    : `${rows}, ${formatNumber(rejected)} ${rejected === 1 ? "line" : "lines"} rejected`;
}
