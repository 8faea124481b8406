import type { ProjectSummary } from "@/api/generated/types.gen";
import type { NavCount } from "@/app/navigation";
import { openSignalCount } from "@/features/projects/counts";

/** What stands beside the entries, all from the one summary of the project. */
export function navCounts(summary: ProjectSummary): Record<NavCount, number> {
  return {
    activeEvents: summary.active_event_count ?? 0,
    eventTypes: summary.event_type_count ?? 0,
    openSignals: openSignalCount(summary),
    firingMonitors: summary.firing_monitor_count ?? 0,
    destinations: summary.alert_destination_count ?? 0,
  };
}
