export type ChapterKey = "live" | "explore" | "alert";

/** What in the page is meant, by the name it carries in `data-guide`, and the word that stands at it. */
export type Target = { control: string; label: string };

/** The visitor's own act that ends a step. */
export type Done =
  | { on: "visit"; page: RegExp; ofFinding?: boolean }
  | { on: "use"; control: string }
  | { on: "start" }
  | { on: "end" }
  | { on: "rule" }
  | { on: "delivery" };

export type Place = { slug: string; job: { scan: string; id: string } | null };

export type GuideStep = {
  key: string;
  /** What to do, and what it was good for once it is done. */
  text: string;
  seen: string;
  done: Done;
  /** Where it is done. */
  page: (place: Place) => string;
  /** The control itself first, then what leads to it. */
  targets: Target[];
  /** Only somebody who may change the project can do it. */
  edits?: boolean;
};

export type Chapter = {
  key: ChapterKey;
  title: string;
  about: string;
  /** A kind of destination without which it cannot be done. */
  needs?: string;
  steps: GuideStep[];
};

/** Where scans are run, and the local place of a demo's messages. */
export const SINK = "demo_sink";

const MENU: Target = { control: "nav-open", label: "Open the navigation" };
const nav = (page: string, label: string): Target[] => [{ control: `nav-${page}`, label }, MENU];
const TO_SCAN: Target[] = [
  { control: "scan", label: "Open it" },
  ...nav("scans", "The scans are here"),
];
const RUN: Target[] = [
  { control: "run-scan", label: "Start your run" },
  { control: "watch-run", label: "Another run is under way: wait for it" },
  ...TO_SCAN,
];

const tour = (key: string, title: string, seen: string): GuideStep => ({
  key,
  text: `Open ${title}.`,
  seen,
  done: { on: "visit", page: new RegExp(`^/p/[^/]+/${key}$`) },
  page: ({ slug }) => `/p/${slug}/${key}`,
  targets: nav(key, `Open ${title}`),
});

const runPage = ({ slug, job }: Place) =>
  job ? `/p/${slug}/scans/${job.scan}/jobs/${job.id}` : `/p/${slug}/scans`;

export const CHAPTERS: Chapter[] = [
  {
    key: "live",
    title: "Run the live loop",
    about: "From rows to a finding, by your own run",
    steps: [
      {
        key: "open",
        text: "Open the scan that feeds this demo.",
        seen: "A scan is one query: it finds events and counts them each hour.",
        done: { on: "visit", page: /^\/p\/[^/]+\/scans\/(?!new$)[^/]+$/ },
        page: ({ slug }) => `/p/${slug}/scans`,
        targets: TO_SCAN,
      },
      {
        key: "run",
        text: "Press Run now: it reads the newest hours of the warehouse.",
        seen: "Your run is on its way.",
        done: { on: "start" },
        page: ({ slug }) => `/p/${slug}/scans`,
        targets: RUN,
        edits: true,
      },
      {
        key: "land",
        text: "Watch your run land: it reads, matches the plan, counts, scores and asks the alert rules.",
        seen: "It landed: the newest hours are counted and compared with what is usual.",
        done: { on: "end" },
        page: runPage,
        targets: [{ control: "run-steps", label: "Your run" }],
      },
      {
        key: "finding",
        text: "Open an event with a finding, Paywall View for one.",
        seen: "This event left its band. The strip above the chart says by how much.",
        done: { on: "visit", page: /^\/p\/[^/]+\/monitoring\/event\/[^/]+$/, ofFinding: true },
        page: ({ slug }) => `/p/${slug}/overview`,
        targets: [
          { control: "signal", label: "Out of its band" },
          { control: "run-overview", label: "The findings are there" },
          ...nav("overview", "The findings are here"),
        ],
      },
      {
        key: "band",
        text: "Press an hour in the chart, or step with the arrow keys, and read what came, what was expected and the band.",
        seen: "That is the loop: rows become counts, counts get a band, and what leaves it becomes a signal.",
        done: { on: "use", control: "chart" },
        page: ({ slug }) => `/p/${slug}/anomalies`,
        targets: [
          { control: "chart", label: "Press an hour" },
          { control: "signal", label: "Back to the finding" },
        ],
      },
    ],
  },
  {
    key: "explore",
    title: "Explore",
    about: "What each page is for",
    steps: [
      tour(
        "events",
        "Events",
        "The plan: every event, who looks after it, and whether its data comes.",
      ),
      tour("scans", "Scans", "Where events come from: one query each, and what its runs did."),
      tour(
        "overview",
        "Overview",
        "The morning page: what is wrong, in one sentence with its charts.",
      ),
      tour("monitors", "Monitors", "What is watched, and which alert rules fire right now."),
      tour("anomalies", "Anomalies", "Everything outside its band, to look into and to judge."),
      tour(
        "coverage",
        "Coverage",
        "How much of the plan is built, and what of it does not arrive.",
      ),
    ],
  },
  {
    key: "alert",
    title: "Route an alert",
    about: "From a finding to a message, into the local sink",
    needs: SINK,
    steps: [
      {
        key: "alerting",
        text: "Open Alerting.",
        seen: "A demo sends to its local sink alone: messages are written there and go nowhere.",
        done: { on: "visit", page: /^\/p\/[^/]+\/alerting$/ },
        page: ({ slug }) => `/p/${slug}/alerting`,
        targets: nav("alerting", "Open Alerting"),
      },
      {
        key: "rule",
        text: "Add a rule to the sink: press New rule, give it a name and save it.",
        seen: "The rule reads itself back. It is asked at the end of every run.",
        done: { on: "rule" },
        page: ({ slug }) => `/p/${slug}/alerting?section=rules`,
        targets: [
          { control: "save-rule", label: "Save your rule" },
          { control: "new-rule", label: "Write a rule" },
          { control: "tab-rules", label: "The rules are here" },
          ...nav("alerting", "Back to Alerting"),
        ],
        edits: true,
      },
      {
        key: "run",
        text: "Run the scan, so that your rule is asked.",
        seen: "Your run is on its way. Its last step asks your rule.",
        done: { on: "start" },
        page: ({ slug }) => `/p/${slug}/scans`,
        targets: RUN,
        edits: true,
      },
      {
        key: "land",
        text: "Watch your run reach its last step, Alert.",
        seen: "Your rule matched, and its message is written.",
        done: { on: "end" },
        page: runPage,
        targets: [{ control: "run-steps", label: "Your run" }],
      },
      {
        key: "delivery",
        text: "Open Deliveries under Alerting and find the message of your rule.",
        seen: "This is what a channel of your own would have been sent.",
        done: { on: "delivery" },
        page: ({ slug }) => `/p/${slug}/alerting?section=deliveries`,
        targets: [
          { control: "tab-deliveries", label: "Messages are logged here" },
          ...nav("alerting", "Back to Alerting"),
        ],
      },
    ],
  },
];

export function chapterOf(key: ChapterKey): Chapter {
  return CHAPTERS.find((chapter) => chapter.key === key) as Chapter;
}
