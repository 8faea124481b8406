import {
  Activity,
  BellRing,
  Database,
  FolderKanban,
  KeyRound,
  List,
  type LucideIcon,
  ScanLine,
  SlidersHorizontal,
  TriangleAlert,
} from "lucide-react";

/** Which count stands beside an entry; the shell knows the numbers. */
export type NavCount = "activeEvents" | "openSignals" | "failingScans";

export type NavEntry = {
  label: string;
  to: string;
  icon: LucideIcon;
  /** Second key of the "g" sequence. */
  key?: string;
  count?: NavCount;
  /** Pages below it, for breadcrumbs: path after `to`, "$" for an id. */
  below?: { path: string; label?: string }[];
  /** A page that belongs to this entry but lives at another address. */
  also?: string;
};

/** Account pages are reached from the account menu and the palette, not from the sidebar. */
export type NavScope = "project" | "workspace" | "account";
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
    ],
  },
  {
    label: "Observe",
    scope: "project",
    entries: [
      { label: "Overview", to: "/p/$slug/overview", icon: Activity, key: "o" },
      {
        label: "Anomalies",
        to: "/p/$slug/anomalies",
        icon: TriangleAlert,
        key: "n",
        count: "openSignals",
      },
      { label: "Alerting", to: "/p/$slug/alerting", icon: BellRing, key: "a" },
    ],
  },
  {
    label: "Govern",
    scope: "project",
    entries: [
      {
        label: "Scans",
        to: "/p/$slug/scans",
        icon: ScanLine,
        key: "s",
        count: "failingScans",
        below: [
          { path: "/new", label: "New scan" },
          { path: "/$" },
          { path: "/$/edit", label: "Edit" },
          { path: "/$/jobs/$", label: "Run" },
        ],
      },
      { label: "Detection", to: "/p/$slug/settings/monitoring", icon: SlidersHorizontal, key: "d" },
    ],
  },
  {
    label: "Workspace",
    scope: "workspace",
    entries: [
      { label: "Projects", to: "/", icon: FolderKanban },
      { label: "Data sources", to: "/data-sources", icon: Database },
    ],
  },
  {
    label: "Account",
    scope: "account",
    entries: [{ label: "API keys", to: "/settings/api-keys", icon: KeyRound }],
  },
];

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

function startOf(pattern: string, path: string): string | null {
  if (pattern === "/") return path === "/" ? "/" : null;
  return new RegExp(`^${pattern.replace("$slug", "[^/]+")}(?=/|$)`).exec(path)?.[0] ?? null;
}

function partsOf(path: string): string[] {
  return path.split("/").filter(Boolean);
}

function matches(pattern: string, parts: string[]): boolean {
  const wanted = partsOf(pattern);
  return (
    wanted.length === parts.length &&
    wanted.every((part, index) => part === "$" || part === parts[index])
  );
}
