import type { SettingsUpdate, SignalsReadSettingsResponse } from "@/api/generated/types.gen";
import type { DetectionDraft } from "./view-model";

export function detectionDraft(settings: SignalsReadSettingsResponse): DetectionDraft {
  return {
    enabled: settings.anomaly_detection_enabled,
    total: settings.detect_project_total,
    types: settings.detect_event_types,
    events: settings.detect_events,
    sigma: settings.sigma_threshold,
    minExpected: settings.min_expected_count,
    settlingMinutes: settings.anomaly_ingestion_settling_minutes,
    windowHours: settings.recent_signal_window_hours,
  };
}

/** Members the form can change; an emptied number stays what it was. */
export function detectionRequest(draft: DetectionDraft): SettingsUpdate {
  return {
    anomaly_detection_enabled: draft.enabled,
    detect_project_total: draft.total,
    detect_event_types: draft.types,
    detect_events: draft.events,
    sigma_threshold: draft.sigma ?? undefined,
    min_expected_count: draft.minExpected ?? undefined,
    anomaly_ingestion_settling_minutes: draft.settlingMinutes ?? undefined,
    recent_signal_window_hours: draft.windowHours ?? undefined,
  };
}
