import type {
  FileChoices,
  FileDialect,
  FileProposal,
  FileReading,
} from "@/api/generated/types.gen";

/** What reading the file another way makes of its columns is not known, so choices of columns end with it. */
const OF_COLUMNS = {
  time_column: undefined,
  event_columns: undefined,
  event_name_format: undefined,
  property_columns: undefined,
  breakdown_columns: undefined,
};
const OTHER_COLUMNS: (keyof FileChoices)[] = ["encoding", "delimiter", "quote", "header"];

/** A decision beside the earlier ones, so that no column gets two parts. */
export function choose(before: FileChoices, part: FileChoices, reading: FileReading): FileChoices {
  if (OTHER_COLUMNS.some((name) => name in part)) return { ...before, ...OF_COLUMNS, ...part };
  const next = { ...before, ...part };
  if (part.time_column) {
    for (const name of ["event_columns", "breakdown_columns", "property_columns"] as const)
      next[name] = without(next[name], [part.time_column]);
    if (next.event_columns?.length === 0) next.event_columns = undefined;
    next.interval = part.interval;
  }
  if (part.event_columns) {
    next.event_name_format = undefined;
    next.breakdown_columns = without(next.breakdown_columns, part.event_columns);
    next.property_columns = without(next.property_columns, part.event_columns);
    // A guess that names one of them would be kept by the server only if it was asked anew.
    const guessed = reading.proposal.event_columns.value;
    if (same(part.event_columns, guessed) && before.event_columns === undefined)
      next.event_columns = undefined;
  }
  return next;
}

const without = (names: string[] | null | undefined, taken: string[]) =>
  names?.filter((name) => !taken.includes(name));
const same = (one: string[], other: string[]) => one.join("\n") === other.join("\n");

/** What the form shows: a decision at once, and the guess where there is none. */
export function shown(guess: FileProposal, choices: FileChoices) {
  const least = choices.min_expected_count;
  return {
    time: choices.time_column ?? guess.time_column.value,
    events: choices.event_columns ?? guess.event_columns.value,
    format: choices.event_name_format ?? guess.event_name_format.value ?? "",
    properties: choices.property_columns ?? guess.property_columns.value,
    breakdowns: choices.breakdown_columns ?? guess.breakdown_columns.value,
    interval: choices.interval ?? guess.interval.value,
    // Emptied by hand it stays empty, and the guess counts.
    least: least === undefined ? guess.min_expected_count.value : least,
  };
}

export function dialectShown(read: FileDialect, choices: FileChoices): FileDialect {
  return {
    ...read,
    encoding: choices.encoding ?? read.encoding,
    delimiter: choices.delimiter ?? read.delimiter,
    quote: choices.quote ?? read.quote,
    decimal: choices.decimal ?? read.decimal,
    has_header: choices.header ?? read.has_header,
    date_order: choices.date_order ?? read.date_order,
    timezone: choices.timezone ?? read.timezone,
  };
}

/** Whether the person has decided anything. */
export function decided(choices: FileChoices): boolean {
  return Object.values(choices).some((value) => value !== undefined && value !== null);
}

const KEY = "tripl.file.";

/** Decisions outlive a reload of the page; they end with the tab. */
export const keptChoices = {
  read(id: string): FileChoices {
    try {
      return JSON.parse(sessionStorage.getItem(KEY + id) ?? "{}") as FileChoices;
    } catch {
      return {};
    }
  },
  keep(id: string, choices: FileChoices): void {
    try {
      sessionStorage.setItem(KEY + id, JSON.stringify(choices));
    } catch {
      // Without storage a reload begins with the guesses again.
    }
  },
};
