import type { ScanCreate, ScanDetail } from "@/api/generated/types.gen";
import { dryRunRequest } from "./probe-mapping";
import { EMPTY_DRAFT, type ScanDraft } from "./view-model";

export function draftOf(scan: ScanDetail): ScanDraft {
  return {
    name: scan.name,
    dataSourceId: scan.data_source_id,
    baseQuery: scan.base_query,
    monitoring: scan.interval !== null,
    naming: scan.event_type_column ? "type_column" : "one_type",
    eventTypeId: scan.event_type_id,
    eventTypeColumn: scan.event_type_column,
    eventNameFormat: scan.event_name_format ?? "",
    timeColumn: scan.time_column,
    interval: scan.interval ?? EMPTY_DRAFT.interval,
    lookbackHours: scan.scan_lookback_hours,
    breakdownColumns: scan.metric_breakdown_columns,
    appVersionColumn: scan.app_version_column,
    platformColumn: scan.platform_column,
    cardinalityThreshold: scan.cardinality_threshold,
    isStatic: scan.is_static,
  };
}

export function scanRequest(draft: ScanDraft): ScanCreate {
  return {
    ...dryRunRequest(draft),
    data_source_id: draft.dataSourceId ?? "",
    base_query: draft.baseQuery,
    name: draft.name.trim(),
    metric_breakdown_columns: draft.monitoring ? draft.breakdownColumns : [],
    is_static: draft.isStatic,
  };
}

/** Why the warehouse cannot be asked what the scan would do, or null. */
export function whyNotAsked(draft: ScanDraft): string | null {
  if (!draft.dataSourceId) return "Choose a data source first.";
  if (draft.baseQuery.trim() === "") return "Write the base query first.";
  if (draft.naming === "type_column" && !draft.eventTypeColumn)
    return "Answer question 3: choose the column that names the type.";
  if (draft.naming === "one_type" && !draft.eventTypeId)
    return "Answer question 3: choose or create an event type.";
  return null;
}

/** Why the scan cannot be saved yet, or null. */
export function whyNotSaved(draft: ScanDraft): string | null {
  if (draft.name.trim() === "") return "Give the scan a name.";
  const unasked = whyNotAsked(draft);
  if (unasked) return unasked;
  if (draft.monitoring && !draft.timeColumn) return "Answer question 4: choose the time column.";
  return null;
}
