import { Callout } from "@/components/ui/callout";
import { Checkbox } from "@/components/ui/choice";
import { NumberField } from "@/components/ui/number-field";
import type { SelectOption } from "@/components/ui/option-panel";
import { Question } from "@/components/ui/question";
import { Select } from "@/components/ui/select";
import { formatDay } from "@/lib/format-date";
import type { ScanDraft } from "../view-model";
import type { FormProps } from "./form-props";
import { INTERVAL_OPTIONS } from "./interval-words";

type Props = Pick<FormProps, "draft" | "onChange" | "errors" | "preview"> & {
  columns: SelectOption[];
};

/** The clock of the scan: which column holds it, how wide a bucket is, and whether it has stopped. */
export function TimeQuestion({ draft, onChange, errors, preview, columns }: Props) {
  const timed = new Set(
    preview?.columns.filter((column) => /date|time/.test(column.kind)).map(({ name }) => name),
  );
  const timeColumns = columns.filter((column) => timed.has(column.value));
  return (
    <Question number={4} title="How often, and over which time?">
      <div className="grid items-start gap-3 sm:grid-cols-[1.3fr_1fr_1fr]">
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
          error={errors.interval}
          onChange={(interval) => onChange({ interval: interval as ScanDraft["interval"] })}
        />
        <NumberField
          label="Look back for events"
          unit="hours"
          hint="Empty: everything"
          min={1}
          value={draft.lookbackHours}
          error={errors.scan_lookback_hours}
          onChange={(lookbackHours) => onChange({ lookbackHours })}
        />
      </div>
      {preview && <Ended draft={draft} onChange={onChange} preview={preview} />}
    </Question>
  );
}

function Ended({
  draft,
  onChange,
  preview,
}: Pick<FormProps, "draft" | "onChange"> & { preview: NonNullable<FormProps["preview"]> }) {
  if (!preview.looksEnded && !preview.proposesStatic) return null;
  const ended = draft.isStatic ?? preview.proposesStatic;
  return (
    <Callout>
      <p>
        {preview.newestRow === null
          ? "Files are read as data that has ended."
          : `The newest row is from ${formatDay(preview.newestRow, true)}.`}{" "}
        {ended
          ? "Charts and signals take that time as now, and the data is never late."
          : "Without this, the source counts as late."}
      </p>
      <Checkbox
        label="This data has ended"
        checked={ended}
        onChange={(isStatic) => onChange({ isStatic })}
      />
    </Callout>
  );
}
