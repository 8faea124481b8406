import type { ProjectOut } from "@/api/generated/types.gen";
import { toSeconds } from "@/lib/format-date";
import type { ProjectRow } from "./view-model";

export function projectRow({ summary, ...project }: ProjectOut): ProjectRow {
  const job = summary.latest_scan_job;
  const at = toSeconds(job?.completed_at ?? job?.started_at);
  return {
    id: project.id,
    slug: project.slug,
    name: project.name,
    description: project.description,
    isDemo: project.is_demo,
    events: summary.active_event_count ?? 0,
    openSignals: summary.monitoring_signal_count ?? 0,
    openIncidents: summary.open_incident_count ?? 0,
    failingScans: summary.failing_scan_config_count ?? 0,
    failingDestinations: summary.failing_alert_destination_count ?? 0,
    scans: summary.scan_count ?? 0,
    lastRun: job && at !== null ? { at, failed: job.status === "failed" } : null,
  };
}
