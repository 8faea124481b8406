import { Check } from "lucide-react";
import { Button } from "@/components/ui/button";
import { RadioChoice } from "@/components/ui/choice";
import { CodeEditor } from "@/components/ui/code-editor";
import { TextField } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { Kbd } from "@/components/ui/kbd";
import { NumberField } from "@/components/ui/number-field";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import { formatTime } from "@/lib/format-date";
import { plural } from "@/lib/format-number";
import { modKey } from "@/lib/keyboard";
import type { NameRule, Preview, ScanDraft } from "../view-model";
import type { FormProps } from "./form-props";
import { INTERVAL_OPTIONS } from "./interval-words";
import { Question } from "./question";
import { ScanFolds } from "./scan-folds";

const NAMING: { value: NameRule; label: string }[] = [
  { value: "names_only", label: "One type for all" },
  { value: "type_column", label: "A column names the type" },
];

export function ScanForm(props: FormProps) {
  const { draft, onChange, sources, preview, errors } = props;
  const columns =
    preview?.columns.map((column) => ({
      value: column.name,
      label: column.name,
      hint: column.type,
      mono: true,
    })) ?? [];
  const timeColumns = columns.filter((column) => /date|time|stamp/i.test(String(column.hint)));
  return (
    <div className="min-w-0">
      <Question number={1} title="What should this scan do?">
        <RadioChoice
          cards
          label="What should this scan do?"
          value={draft.monitoring ? "monitoring" : "catalog"}
          onChange={(mode) => onChange({ monitoring: mode === "monitoring" })}
          options={[
            {
              value: "monitoring",
              label: "Catalog and monitoring",
              hint: "Discovers events and counts them on a schedule. Feeds charts, signals and alerts.",
            },
            {
              value: "catalog",
              label: "Catalog only",
              hint: "Discovers events when you run it. No charts, no signals.",
            },
          ]}
        />
      </Question>
      <Question number={2} title="Where is the data?">
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField
            label="Name"
            value={draft.name}
            error={errors.name}
            onChange={(event) => onChange({ name: event.target.value })}
          />
          <Select
            label="Data source"
            options={sources}
            value={draft.dataSourceId}
            error={errors.data_source_id}
            onChange={(dataSourceId) => onChange({ dataSourceId })}
          />
        </div>
        <CodeEditor
          label="Base query"
          aside="one SELECT, never writes"
          value={draft.baseQuery}
          onChange={(baseQuery) => onChange({ baseQuery })}
          onRun={props.onPreview}
          badLine={props.previewError?.line}
          error={props.previewError?.text ?? errors.base_query}
          hint={preview ? <Valid preview={preview} /> : undefined}
        />
        <div className="flex justify-end">
          <Button
            size="sm"
            busy={props.previewing && "Reading"}
            disabled={!draft.dataSourceId || draft.baseQuery.trim() === ""}
            onClick={props.onPreview}
          >
            Load preview <Kbd>{modKey("↵")}</Kbd>
          </Button>
        </div>
      </Question>
      <Question
        number={3}
        title="Where do event names come from?"
        note="This decides what counts as one event."
      >
        <div>
          <Segmented
            label="Naming"
            value={draft.naming === "type_column" ? "type_column" : "names_only"}
            onChange={(naming) => onChange({ naming })}
            options={NAMING}
          />
        </div>
        <div className="grid gap-3 sm:grid-cols-2">
          {draft.naming === "type_column" ? (
            <Select
              label="Type column"
              options={columns}
              value={draft.eventTypeColumn}
              error={errors.event_type_column}
              onChange={(eventTypeColumn) => onChange({ eventTypeColumn })}
            />
          ) : (
            <Select
              label="Event type"
              options={props.eventTypes}
              value={draft.eventTypeId}
              error={errors.event_type_id}
              clearLabel="Made for this scan"
              onClear={() => onChange({ eventTypeId: null })}
              onChange={(eventTypeId) => onChange({ eventTypeId })}
            />
          )}
          <TextField
            mono
            label="Event name format"
            placeholder="{event_name}"
            hint="Columns stand in braces. Empty: every combination of values is its own event."
            value={draft.eventNameFormat}
            error={errors.event_name_format}
            onChange={(event) => onChange({ eventNameFormat: event.target.value })}
          />
        </div>
      </Question>
      <Question number={4} title="How often, and over which time?">
        <div className="grid gap-3 sm:grid-cols-[1.3fr_1fr_1fr]">
          <Select
            label="Time column"
            options={timeColumns.length > 0 ? timeColumns : columns}
            value={draft.timeColumn}
            error={errors.time_column}
            clearLabel={draft.monitoring ? undefined : "None"}
            onClear={() => onChange({ timeColumn: null })}
            onChange={(timeColumn) => onChange({ timeColumn })}
          />
          <Select
            label="Every"
            options={INTERVAL_OPTIONS}
            value={draft.interval}
            disabled={!draft.monitoring}
            onChange={(interval) => onChange({ interval: interval as ScanDraft["interval"] })}
          />
          <NumberField
            label="Look back"
            unit="hours"
            min={1}
            value={draft.lookbackHours}
            error={errors.scan_lookback_hours}
            onChange={(lookbackHours) => onChange({ lookbackHours })}
          />
        </div>
      </Question>
      <ScanFolds {...props} columns={columns} />
    </div>
  );
}

function Valid({ preview }: { preview: Preview }) {
  return (
    <span className="flex items-center gap-2">
      <Icon as={Check} size={13} className="text-ok" />
      Valid. {plural(preview.columns.length, "column")}, checked {formatTime(preview.at)}
    </span>
  );
}
