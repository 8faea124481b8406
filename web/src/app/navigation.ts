import {
  Activity,
  BellRing,
  BookOpen,
  Building2,
  Database,
  FileUp,
  FolderKanban,
  Gauge,
  KeyRound,
  List,
  type LucideIcon,
  Network,
  Radar,
  ScanLine,
  ScrollText,
  Settings2,
  Shapes,
  SlidersHorizontal,
  TableProperties,
  TriangleAlert,
  UserRound,
} from "lucide-react";
import { matches, partsOf, startOf } from "./path-patterns";

/** Which count stands beside an entry; the shell knows the numbers. */
export type NavCount =
  | "activeEvents"
  | "eventTypes"
  | "openSignals"
  | "firingMonitors"
  | "destinations";

export type NavEntry = {
  label: string;
  to: string;
  icon: LucideIcon;
  /** Second key of the "g" sequence. */
  key?: string;
  count?: NavCount;
  /** Pages below it, for breadcrumbs: path after `to`, "$" for an id; one with an icon is found in the palette too. */
  below?: { path: string; label?: string; icon?: LucideIcon }[];
  /** A page that belongs to this entry but lives at another address. */
  also?: string;
  /** Hidden from everybody else: the API refuses them. */
  ownersOnly?: boolean;
};

/**
 * Where an entry stands: project and workspace in the sidebar's list, footer below it (those of a project only inside
 * one); account in the account menu.
 */
export type NavScope = "project" | "workspace" | "footer" | "account";
export type NavGroup = { label: string; scope: NavScope; entries: NavEntry[] };

/** The one definition that feeds sidebar, breadcrumbs, palette and shortcuts. `$slug` stands for the project. */
export const NAVIGATION: NavGroup[] = [
  {
    label: "Plan",
    scope: "project",
    entries: [
      {
        label: "Events",
        to: "/p/$slug/events",
        icon: List,
        key: "e",
        count: "activeEvents",
        also: "/p/$slug/monitoring",
      },
      {
        label: "Event types",
        to: "/p/$slug/event-types",
        icon: Shapes,
        key: "t",
        count: "eventTypes",
        below: [{ path: "/$" }],
      },
      { label: "Schema & fields", to: "/p/$slug/schema", icon: TableProperties },
    ],
  },
  {
    label: "Observe",
    scope: "project",
    entries: [
      { label: "Overview", to: "/p/$slug/overview", icon: Activity, key: "o" },
      { label: "Monitors", to: "/p/$slug/monitors", icon: Radar, count: "firingMonitors" },
      {
        label: "Anomalies",
        to: "/p/$slug/anomalies",
        icon: TriangleAlert,
        key: "n",
        count: "openSignals",
      },
      {
        label: "Alerting",
        to: "/p/$slug/alerting",
        icon: BellRing,
        key: "a",
        count: "destinations",
      },
    ],
  },
  {
    label: "Govern",
    scope: "project",
    entries: [
      { label: "Coverage", to: "/p/$slug/coverage", icon: Gauge },
      {
        label: "Scans",
        to: "/p/$slug/scans",
        icon: ScanLine,
        key: "s",
        below: [
          { path: "/new", label: "New scan" },
          { path: "/$" },
          { path: "/$/edit", label: "Edit" },
          { path: "/$/jobs/$", label: "Run" },
        ],
      },
      { label: "Audit log", to: "/p/$slug/audit", icon: ScrollText, ownersOnly: true },
    ],
  },
  {
    label: "Workspace",
    scope: "workspace",
    entries: [
      { label: "Projects", to: "/", icon: FolderKanban },
      { label: "Add data", to: "/add-data", icon: FileUp, below: [{ path: "/$" }] },
      { label: "Data sources", to: "/data-sources", icon: Database },
    ],
  },
  {
    label: "Settings",
    scope: "footer",
    entries: [
      {
        label: "Project settings",
        to: "/p/$slug/settings",
        icon: Settings2,
        below: [{ path: "/monitoring", label: "Detection", icon: SlidersHorizontal }],
      },
    ],
  },
  {
    label: "Help",
    scope: "footer",
    entries: [{ label: "Concepts", to: "/concepts", icon: BookOpen }],
  },
  {
    label: "Account",
    scope: "account",
    entries: [
      { label: "Profile", to: "/settings/profile", icon: UserRound },
      { label: "API keys", to: "/settings/api-keys", icon: KeyRound },
      { label: "Workspace settings", to: "/settings/workspace", icon: Building2 },
      { label: "Organization settings", to: "/settings/organization", icon: Network },
      {
        label: "Instance settings",
        to: "/settings/instance",
        icon: Settings2,
        below: [
          { path: "/runtime", label: "Runtime", icon: Settings2 },
          { path: "/email", label: "Email", icon: Settings2 },
          { path: "/security", label: "Security & access", icon: Settings2 },
          { path: "/observability", label: "Observability", icon: Settings2 },
          { path: "/system", label: "System", icon: Gauge },
          { path: "/audit", label: "Audit log of the instance", icon: ScrollText },
        ],
        ownersOnly: true,
      },
    ],
  },
];

export type Visitor = { slug: string | null; owner: boolean };

/** The groups of these scopes with the entries this person may open from where they are. */
export function groupsFor(visitor: Visitor, ...scopes: NavScope[]): NavGroup[] {
  return NAVIGATION.filter((group) => scopes.length === 0 || scopes.includes(group.scope))
    .map((group) => ({
      ...group,
      entries: group.entries.filter(
        (entry) =>
          (visitor.slug !== null || !entry.to.includes("$slug")) &&
          (visitor.owner || !entry.ownersOnly),
      ),
    }))
    .filter((group) => group.entries.length > 0);
}

/** What the palette lists: every entry, and the pages below one that have an icon. */
export function pagesFor(visitor: Visitor): { group: string; entry: NavEntry }[] {
  return groupsFor(visitor).flatMap((group) =>
    group.entries.flatMap((entry) => [
      { group: group.label, entry },
      ...(entry.below ?? []).flatMap(({ path, label, icon }) =>
        icon && label ? [{ group: entry.label, entry: { label, icon, to: entry.to + path } }] : [],
      ),
    ]),
  );
}

export type Crumb = { label: string; to?: string };

/** The address of an entry inside a project. */
export function pathOf(entry: NavEntry, slug: string | null): string {
  return entry.to.replace("$slug", slug ?? "");
}

/** Group, entry and what is below; a group is not a page, so it has no address. `subject` names an id. */
export function crumbsFor(path: string, subject: string | null = null): Crumb[] {
  const found = findEntry(path);
  if (!found) return subject ? [{ label: subject }] : [];
  const { group, entry, base, rest, away } = found;
  const crumbs: Crumb[] = [{ label: group.label }, { label: entry.label, to: base }];
  if (away) return [...crumbs, { label: subject ?? "…" }];
  let at = base;
  rest.forEach((_part, index) => {
    at += `/${rest[index]}`;
    const below = entry.below?.find((item) => matches(item.path, rest.slice(0, index + 1)));
    if (!below) return;
    crumbs.push({ label: below.label ?? subject ?? "…", to: at });
  });
  const last = crumbs[crumbs.length - 1];
  if (last) delete last.to;
  return crumbs;
}

/** The entry whose page (or a page below it, or elsewhere but its own) is open. */
export function findEntry(path: string) {
  const clean = path.replace(/\/+$/, "") || "/";
  const hits = NAVIGATION.flatMap((group) =>
    group.entries.flatMap((entry) => {
      const base = startOf(entry.to, clean);
      if (base !== null)
        return [{ group, entry, base, rest: partsOf(clean.slice(base.length)), away: false }];
      if (!entry.also || startOf(entry.also, clean) === null) return [];
      const slug = partsOf(clean)[1] ?? null;
      return [{ group, entry, base: pathOf(entry, slug), rest: [], away: true }];
    }),
  );
  return hits.sort((a, b) => b.base.length - a.base.length)[0] ?? null;
}
