import type {
  EventMetrics,
  EventTypeOut,
  ProjectSummary,
  ScanOut,
  SignalOut,
} from "@/api/generated/types.gen";
import type { SignalSize } from "@/components/ui/badge";
import {
  formatDateTime,
  formatDay,
  INTERVAL_SECONDS,
  type Interval,
  isDayBucket,
  toSeconds,
} from "@/lib/format-date";
import { formatNumber, formatPercent, formatSigmas, plural } from "@/lib/format-number";
import type {
  ChecklistStep,
  History,
  Nearest,
  SayPart,
  SignalSummary,
  SourceRow,
} from "./view-model";

/** `scans` names the one that a total is of, where there are several. */
export function signalSummary(
  signal: SignalOut,
  types: EventTypeOut[] | undefined,
  scans: Pick<ScanOut, "id" | "name">[] = [],
): SignalSummary {
  const expected = formatNumber(Math.round(signal.expected_count));
  return {
    key: `${signal.scan_config_id}/${signal.scope_type}/${signal.scope_ref}/${signal.bucket}`,
    name: scopeName(signal, types, scans),
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
    gone: scopeName(signal, types) === GONE,
    child: signal.incident_child,
  };
}

const GONE = "deleted event";

function scopeName(
  signal: SignalOut,
  types: EventTypeOut[] | undefined,
  scans: Pick<ScanOut, "id" | "name">[] = [],
): string {
  if (signal.scope_type === "project_total") {
    const scan = scans.length > 1 && scans.find((each) => each.id === signal.scan_config_id);
    return scan ? `All events of ${scan.name}` : "All events";
  }
  const type =
    signal.scope_type === "event_type" && types?.find((each) => each.id === signal.scope_ref);
  return type ? type.display_name : (signal.scope_name ?? GONE);
}

type Told = {
  slug: string;
  signals: SignalSummary[];
  sources: SourceRow[];
  dataEnd: number | null;
  /** What data that has ended held before its end. */
  history?: History;
};

/** What is wrong, in one sentence from stored numbers; where nothing is, that. */
export function statusSentence({ slug, signals, sources, dataEnd, history }: Told): SayPart[] {
  const parts: SayPart[] = [];
  const [first, second] = signals.filter((signal) => !signal.child);
  if (first) {
    parts.push(
      { text: plural(signals.length, "signal"), tone: "signal", to: `/p/${slug}/anomalies` },
      signals.length === 1 ? " is open: " : " are open: ",
      ...named(slug, first),
      ...(second ? [", and ", ...named(slug, second)] : []),
      ". ",
    );
  } else {
    parts.push(...quietWords(slug, history));
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

/** What left its band, with the way to its chart, and by how much. */
const named = (slug: string, signal: SignalSummary): SayPart[] => [
  signal.gone ? signal.name : { text: signal.name, tone: "neutral", to: pageOf(slug, signal) },
  ` ${effectWords(signal)}`,
];

/** Nothing is open; of data that has ended, what it held before, or what came nearest to a finding. */
function quietWords(slug: string, history: History | undefined): SayPart[] {
  const [first] = history?.findings ?? [];
  if (history && first)
    return [
      "Nothing is open where the data ends; it holds ",
      { text: plural(history.total, "finding"), tone: "signal", to: pageOf(slug, first) },
      `, the strongest on ${whenWords(first)}: ${first.name} ${effectWords(first)}. `,
    ];
  const near = history?.nearest;
  if (!near) return ["Every watched number is inside its band. "];
  return [
    "Every watched number stayed inside its band. What came nearest to leaving it in the last 7 days: ",
    { text: near.name, tone: "neutral", to: pageOf(slug, near) },
    ` ${effectWords(near)} on ${whenWords(near)}, ${formatSigmas(near.score)}σ where ${formatNumber(near.threshold)}σ is a signal. `,
  ];
}

const pageOf = (slug: string, { scope, ref }: Pick<SignalSummary, "scope" | "ref">) =>
  `/p/${slug}/monitoring/${scope}/${ref}`;

const whenWords = ({ bucket, step }: Pick<SignalSummary, "bucket" | "step">) =>
  isDayBucket(step) ? formatDay(bucket, true) : formatDateTime(bucket);

/** The bucket of some series that came nearest to leaving its band; none is looked for below the minimum. */
export function nearestOf(series: { name: string; metrics: EventMetrics }[]): Nearest | null {
  const all = series.flatMap(({ name, metrics }) =>
    metrics.data.flatMap((point): Nearest[] => {
      const { z_score: z, expected_count: expected } = point;
      if (z === null || z === undefined || !expected || expected < metrics.min_expected_count)
        return [];
      return [
        {
          name,
          scope: "event",
          ref: metrics.event_id ?? "",
          bucket: toSeconds(point.bucket) ?? 0,
          step: INTERVAL_SECONDS[metrics.interval as Interval] ?? 3600,
          actual: point.count,
          expected,
          direction: z < 0 || point.count < expected ? "drop" : "spike",
          score: Math.abs(z),
          threshold: metrics.sigma_threshold,
        },
      ];
    }),
  );
  return all.reduce<Nearest | null>(
    (best, each) => (best === null || each.score > best.score ? each : best),
    null,
  );
}

function effectWords({ actual, expected, direction }: SignalSize): string {
  if (actual === 0 && direction === "drop") return "dropped to zero";
  if (!expected) return "came without a baseline";
  const share = formatPercent(Math.abs(actual - expected) / expected);
  return `came ${share} ${direction === "drop" ? "below" : "above"} the expected level`;
}

type Setup = {
  slug: string;
  sources: number;
  summary: ProjectSummary;
  latestScan: string | null;
  /** A scan has counted something. */
  counted: boolean;
};

/** What is left to do before the overview has something to say. */
export function checklist({ slug, sources, summary, latestScan, counted }: Setup): ChecklistStep[] {
  const scans = summary.scan_count ?? 0;
  const ran = counted || summary.latest_scan_job?.status === "completed";
  return [
    {
      key: "source",
      title: "Connect a data source",
      note: "Drop a file, or connect PostgreSQL or a folder of files. tripl only reads.",
      done: sources > 0 || scans > 0,
      ownersOnly: true,
      action: { label: "Add data", to: "/add-data" },
    },
    {
      key: "scan",
      title: "Say where events come from",
      note: "One query, a name for each event, a time column.",
      done: scans > 0,
      ownersOnly: true,
      action: { label: "New scan", to: `/p/${slug}/scans/new` },
    },
    {
      key: "run",
      title: "Run the scan",
      note: "Finds the events and counts their history.",
      done: ran,
      ownersOnly: false,
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
      ownersOnly: false,
      action: { label: "Set up alerting", to: `/p/${slug}/alerting` },
    },
  ];
}

/** What of the list this person can bring forward. */
export function progressOf(steps: ChecklistStep[], owner: boolean) {
  const own = steps.filter((step) => owner || !step.ownersOnly);
  const done = own.filter((step) => step.done).length;
  return { done, total: own.length, complete: done === own.length };
}
