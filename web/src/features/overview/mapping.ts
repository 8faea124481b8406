import type { EventTypeOut, ProjectSummary, SignalOut } from "@/api/generated/types.gen";
import { formatDay, INTERVAL_SECONDS, type Interval, toSeconds } from "@/lib/format-date";
import { formatNumber, formatPercent, plural } from "@/lib/format-number";
import type { ChecklistStep, SayPart, SignalSummary, SourceRow } from "./view-model";

export function signalSummary(signal: SignalOut, types: EventTypeOut[] | undefined): SignalSummary {
  const expected = formatNumber(Math.round(signal.expected_count));
  return {
    key: `${signal.scan_config_id}/${signal.scope_type}/${signal.scope_ref}/${signal.bucket}`,
    name: scopeName(signal, types),
    scope: signal.scope_type,
    ref: signal.scope_ref,
    scanId: signal.scan_config_id,
    note:
      signal.actual_count === 0
        ? `${expected} was expected`
        : `${formatNumber(signal.actual_count)} where ${expected} was expected`,
    bucket: toSeconds(signal.bucket) ?? 0,
    step: INTERVAL_SECONDS[signal.interval as Interval] ?? 3600,
    actual: signal.actual_count,
    expected: signal.expected_count,
    direction: signal.direction,
    child: signal.incident_child,
  };
}

function scopeName(signal: SignalOut, types: EventTypeOut[] | undefined): string {
  if (signal.scope_type === "project_total") return "All events";
  const type =
    signal.scope_type === "event_type" && types?.find((each) => each.id === signal.scope_ref);
  return type ? type.display_name : (signal.scope_name ?? "deleted event");
}

type Told = {
  slug: string;
  signals: SignalSummary[];
  sources: SourceRow[];
  dataEnd: number | null;
};

/** What is wrong, in one sentence from stored numbers; where nothing is, that. */
export function statusSentence({ slug, signals, sources, dataEnd }: Told): SayPart[] {
  const parts: SayPart[] = [];
  const [first, second] = signals.filter((signal) => !signal.child);
  if (first) {
    parts.push(
      { text: plural(signals.length, "signal"), tone: "signal", to: `/p/${slug}/anomalies` },
      signals.length === 1 ? " is open: " : " are open: ",
      `${first.name} ${effectWords(first)}`,
      second ? `, and ${second.name} ${effectWords(second)}. ` : ". ",
    );
  } else {
    parts.push("Every watched number is inside its band. ");
  }
  for (const source of sources.filter(
    (each) => each.freshness === "late" || each.freshness === "overdue",
  ))
    parts.push(
      { text: source.name, tone: "late", to: `/p/${slug}/scans/${source.id}` },
      ` is ${source.freshness}, so what is missing there may still come. `,
    );
  if (dataEnd !== null) parts.push(`The data ends ${formatDay(dataEnd - 1, true)}.`);
  return parts;
}

function effectWords({ actual, expected, direction }: SignalSummary): string {
  if (actual === 0 && direction === "drop") return "dropped to zero";
  if (!expected) return "came without a baseline";
  const share = formatPercent(Math.abs(actual - expected) / expected);
  return `came ${share} ${direction === "drop" ? "below" : "above"} the expected level`;
}

type Setup = { slug: string; sources: number; summary: ProjectSummary; latestScan: string | null };

/** What is left to do before the overview has something to say. */
export function checklist({ slug, sources, summary, latestScan }: Setup): ChecklistStep[] {
  const scans = summary.scan_count ?? 0;
  const ran = summary.latest_scan_job?.status === "completed";
  return [
    {
      key: "source",
      title: "Connect a data source",
      note: "PostgreSQL, or files in a folder. tripl only reads.",
      done: sources > 0 || scans > 0,
      action: { label: "Connect a source", to: "/data-sources" },
    },
    {
      key: "scan",
      title: "Say where events come from",
      note: "One query, a name for each event, a time column.",
      done: scans > 0,
      action: { label: "New scan", to: `/p/${slug}/scans/new` },
    },
    {
      key: "run",
      title: "Run the scan",
      note: "Finds the events and counts their history.",
      done: ran,
      action: {
        label: "Open the scan",
        to: latestScan ? `/p/${slug}/scans/${latestScan}` : `/p/${slug}/scans`,
      },
    },
    {
      key: "alert",
      title: "Say who is told, and when",
      note: "A webhook with a rule that reads itself back.",
      done: (summary.alert_rule_count ?? 0) > 0,
      action: { label: "Set up alerting", to: `/p/${slug}/alerting` },
    },
  ];
}
