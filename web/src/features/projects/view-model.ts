export type ProjectRow = {
  id: string;
  slug: string;
  name: string;
  description: string;
  isDemo: boolean;
  events: number;
  openSignals: number;
  openIncidents: number;
  failingScans: number;
  failingDestinations: number;
  scans: number;
  lastRun: { at: number; failed: boolean } | null;
};

/** Rows sorted by trouble: smaller is worse. */
export function troubleRank(row: ProjectRow): number {
  return -(
    row.openIncidents * 1000 +
    row.failingScans * 100 +
    row.failingDestinations * 10 +
    row.openSignals
  );
}
