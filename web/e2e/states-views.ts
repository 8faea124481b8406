import { SETTINGS_VIEWS } from "./states-settings.ts";

/** What a page shows in each of its states. A page of the router that is not here makes the journey fail. */
export type View = {
  name: string;
  /** As the router has it. */
  path: string;
  search?: string;
  /** The sentence of an instance or project that holds nothing; or why there always is something. */
  empty: RegExp | { never: string };
  /** Where the empty page is when its address needs something of the crowded project. */
  emptyAt?: string;
  /** Why nothing of it is asked for. */
  still?: string;
  full: {
    /** Stands on the full page. */
    says: RegExp;
    /** The long list, the least rows of it, and why fewer than ten thousand where it is fewer. */
    list?: { label: string; least: number; because?: string };
    /** Asks for the rows behind the first ones. */
    more?: RegExp;
    /** A search that leaves few rows. */
    search?: { label: string; text: string; finds: RegExp };
  };
};

const P = "/p/$slug";
const PEOPLE = "people make them one by one";
const RUNS = "a run takes seconds: so many are weeks of an hourly scan";

export const VIEWS: View[] = [
  {
    name: "projects",
    path: "/",
    empty: /See what your data does/,
    full: { says: /Team 007/, list: { label: "Projects", least: 200, because: PEOPLE } },
  },
  {
    name: "add-data",
    path: "/add-data",
    empty: /Drop a file/,
    full: {
      says: /Files dropped before/,
      list: { label: "Files dropped before", least: 20, because: PEOPLE },
    },
  },
  {
    name: "file",
    path: "/add-data/$file",
    empty: { never: "a file without a row is refused when it is dropped" },
    full: { says: /Count the whole history/ },
  },
  {
    name: "data-sources",
    path: "/data-sources",
    empty: /No source is connected/,
    full: { says: /Folder 007/, list: { label: "Data sources", least: 60, because: PEOPLE } },
  },
  {
    name: "concepts",
    path: "/concepts",
    empty: { never: "the words are part of the page" },
    still: "the words are part of the page",
    full: { says: /Signal/ },
  },
  ...SETTINGS_VIEWS,
  {
    name: "overview",
    path: `${P}/overview`,
    empty: /Nothing is counted yet/,
    full: { says: /Open signals/ },
  },
  {
    name: "events",
    path: `${P}/events`,
    empty: /There is no event yet/,
    full: {
      says: /Events/,
      list: {
        label: "Events",
        least: 2000,
        because: "the rest of 10,001 comes when it is asked for",
      },
      more: /^Show [\d,]+ more$/,
      search: { label: "Filter events", text: "screen 09999", finds: /rated screen 09999/ },
    },
  },
  {
    name: "event",
    path: `${P}/monitoring/$scope/$ref`,
    search: "event",
    empty: { never: "an event without a count has its sentence in the catalogue" },
    full: { says: /In the shown range/ },
  },
  {
    name: "event-type-volume",
    path: `${P}/monitoring/$scope/$ref`,
    search: "event_type",
    empty: /Not expected yet/,
    full: { says: /In the shown range/ },
  },
  {
    name: "total",
    path: `${P}/monitoring/$scope/$ref`,
    search: "project_total",
    empty: /Not expected yet/,
    full: { says: /In the shown range/ },
  },
  {
    name: "event-types",
    path: `${P}/event-types`,
    empty: /There is no event type yet/,
    full: { says: /Area 7/, list: { label: "Event types", least: 150, because: PEOPLE } },
  },
  {
    name: "event-type",
    path: `${P}/event-types/$type`,
    empty: /No field is declared/,
    full: {
      says: /Property/,
      list: { label: "Fields", least: 500, because: "one type is written down in one file" },
    },
  },
  {
    name: "schema",
    path: `${P}/schema`,
    empty: /No field is declared yet/,
    full: {
      says: /10,000 fields/,
      list: { label: "Fields", least: 10_000 },
      search: { label: "Search fields", text: "property_19_499", finds: /Property 19\.499/ },
    },
  },
  {
    name: "monitors",
    path: `${P}/monitors`,
    empty: /There is no rule to watch/,
    full: { says: /Total moves, 007/, list: { label: "Monitors", least: 150, because: PEOPLE } },
  },
  {
    name: "anomalies",
    path: `${P}/anomalies`,
    empty: /Nothing has been counted yet/,
    full: { says: /screen \d{5}/, list: { label: "Anomalies", least: 10_000 } },
  },
  {
    name: "alerting",
    path: `${P}/alerting`,
    empty: /Nobody is told yet/,
    full: { says: /Team 07/, list: { label: "Destinations", least: 30, because: PEOPLE } },
  },
  {
    name: "rules",
    path: `${P}/alerting`,
    search: "?section=rules",
    empty: /There is no rule/,
    full: { says: /Total moves, 007/, list: { label: "Rules", least: 150, because: PEOPLE } },
  },
  {
    name: "deliveries",
    path: `${P}/alerting`,
    search: "?section=deliveries",
    empty: /No message was sent yet/,
    full: { says: /1–50 of/, list: { label: "Deliveries", least: 50, because: "paged by 50" } },
  },
  {
    name: "coverage",
    path: `${P}/coverage`,
    empty: /There is no active event yet/,
    full: { says: /Plan coverage/ },
  },
  {
    name: "scans",
    path: `${P}/scans`,
    empty: /There is no scan yet|There is no source to scan/,
    full: { says: /Visits 007/, list: { label: "Scans", least: 60, because: PEOPLE } },
  },
  {
    name: "scan-new",
    path: `${P}/scans/new`,
    empty: /Data source/,
    full: { says: /Data source/ },
  },
  {
    name: "scan",
    path: `${P}/scans/$scan`,
    empty: /This scan has not run yet/,
    full: {
      says: /Base query/,
      list: { label: "Runs", least: 50, because: `paged by 50; ${RUNS}` },
    },
  },
  {
    name: "scan-edit",
    path: `${P}/scans/$scan/edit`,
    empty: { never: "a scan that can be edited is there" },
    full: { says: /Base query/ },
  },
  {
    name: "run",
    path: `${P}/scans/$scan/jobs/$job`,
    empty: { never: "a run that can be opened is there" },
    full: { says: /Read [\d,]+/ },
  },
  {
    name: "audit",
    path: `${P}/audit`,
    empty: { never: "that the project was made is its first entry" },
    full: { says: /1–50 of/, list: { label: "Audit log", least: 50, because: "paged by 50" } },
  },
  {
    name: "project-settings",
    path: `${P}/settings`,
    empty: { never: "a project has a name" },
    full: { says: /Delete project/ },
  },
  {
    name: "detection",
    path: `${P}/settings/monitoring`,
    empty: { never: "every setting has a value" },
    full: { says: /Sigma|threshold/i },
  },
];

/** Addresses that only lead on, and the forms before the pages, which the journey of people walks. */
export const NO_PAGE = [
  P,
  "/settings/instance",
  "/sign-in",
  "/forgot-password",
  "/reset-password",
  "/invitation",
  "/verify-email",
  "/unknown-organization",
];
