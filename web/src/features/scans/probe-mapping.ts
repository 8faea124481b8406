import type { DryRunRequest, ProbeJob } from "@/api/generated/types.gen";
import { toSeconds } from "@/lib/format-date";
import type { DryRun, Preview, ScanDraft } from "./view-model";

type PreviewAnswer = {
  columns: { name: string; data_type: string; kind: string }[];
  rows: unknown[][];
  newest_row_at: string | null;
  proposed_static: boolean;
  looks_ended: boolean;
};

export function previewOf(job: ProbeJob): Preview {
  const answer = job.result_summary as unknown as PreviewAnswer;
  return {
    at: toSeconds(job.completed_at) ?? 0,
    columns: answer.columns.map((column) => ({
      name: column.name,
      type: column.data_type.toLowerCase().replace("timestamp with time zone", "timestamptz"),
      kind: column.kind,
    })),
    rows: answer.rows.map((row) =>
      row.map((value) =>
        value === null || value === undefined
          ? null
          : typeof value === "object"
            ? JSON.stringify(value)
            : String(value),
      ),
    ),
    newestRow: toSeconds(answer.newest_row_at),
    proposesStatic: answer.proposed_static,
    looksEnded: answer.looks_ended,
  };
}

type DryRunAnswer = {
  window_from: string | null;
  window_to: string | null;
  sampled_rows: number;
  sample_is_complete: boolean;
  events_truncated: boolean;
  breakdown_combinations: number;
  events: {
    source_name: string;
    event_type: string;
    approx_row_count: number;
    share_of_sample: number;
    status: "new" | "existing";
    grouped_by_rule: string | null;
    count_confidence: "exact" | "sampled";
  }[];
  fields: { name: string; type: string; status: "new" | "exists"; event_type: string }[];
  templated_columns: { column: string; distinct_values: number; threshold: number }[];
  unmapped_columns: string[];
  warnings: string[];
  errors: string[];
};

export function dryRunOf(job: ProbeJob): DryRun {
  return dryRunFrom(job.result_summary ?? {}, toSeconds(job.completed_at) ?? 0);
}

/** The same answer, wherever it was given. */
export function dryRunFrom(told: Record<string, unknown>, at: number): DryRun {
  const answer = told as unknown as DryRunAnswer;
  return {
    at,
    windowFrom: toSeconds(answer.window_from),
    windowTo: toSeconds(answer.window_to),
    sampledRows: answer.sampled_rows,
    complete: answer.sample_is_complete,
    truncated: answer.events_truncated,
    combinations: answer.breakdown_combinations,
    events: answer.events.map((event) => ({
      name: event.source_name,
      type: event.event_type,
      rows: event.approx_row_count,
      exact: event.count_confidence === "exact",
      share: event.share_of_sample,
      isNew: event.status === "new",
      groupedBy: event.grouped_by_rule,
    })),
    fields: answer.fields.map((field) => ({
      name: field.name,
      type: field.type,
      eventType: field.event_type,
      isNew: field.status === "new",
    })),
    templated: answer.templated_columns.map((column) => ({
      column: column.column,
      values: column.distinct_values,
      threshold: column.threshold,
    })),
    unmapped: answer.unmapped_columns,
    warnings: answer.warnings,
    errors: answer.errors,
  };
}

/** What a dry run is asked about; the same draft gives the same text, so that a change shows. */
export function dryRunRequest(draft: ScanDraft): DryRunRequest {
  return {
    data_source_id: draft.dataSourceId,
    base_query: draft.baseQuery,
    event_type_id: draft.naming === "type_column" ? null : draft.eventTypeId,
    event_type_column: draft.naming === "type_column" ? draft.eventTypeColumn : null,
    event_name_format: draft.eventNameFormat.trim() || null,
    time_column: draft.timeColumn,
    interval: draft.monitoring ? draft.interval : null,
    scan_lookback_hours: draft.timeColumn ? draft.lookbackHours : null,
    cardinality_threshold: draft.cardinalityThreshold ?? undefined,
    app_version_column: draft.appVersionColumn,
    platform_column: draft.platformColumn,
  };
}
