import type { ProjectSummary } from "@/api/generated/types.gen";

/** The one number behind the badges of Anomalies, the total of its page and the figure of the overview. */
export function openSignalCount(summary: ProjectSummary): number {
  return summary.monitoring_signal_count ?? 0;
}

/** Share of the active events that are built; null without one. */
export function planCoverage(summary: ProjectSummary): number | null {
  const active = summary.active_event_count ?? 0;
  return active > 0 ? (summary.implemented_event_count ?? 0) / active : null;
}
