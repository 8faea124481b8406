import { Fold } from "@/components/ui/fold";
import { NumberField } from "@/components/ui/number-field";
import type { SelectOption } from "@/components/ui/option-panel";
import { MultiSelect, Select } from "@/components/ui/select";
import { plural } from "@/lib/format-number";
import type { FormProps } from "./form-props";
import { SampleRows } from "./sample-rows";

type Props = FormProps & { columns: SelectOption[] };

/** What can wait: every fold says its effect in one line. */
export function ScanFolds({ draft, onChange, columns, preview, errors }: Props) {
  return (
    <div className="mt-0.5 border-t border-line">
      <Fold
        title="Breakdowns"
        summary={
          draft.breakdownColumns.length === 0
            ? "No splits: one series an event"
            : `Also counted by ${draft.breakdownColumns.join(", ")}`
        }
      >
        <MultiSelect
          label="Columns to split by"
          hint="Each column adds a series for every frequent value of every event."
          options={columns}
          values={draft.breakdownColumns}
          error={errors.metric_breakdown_columns}
          onChange={(breakdownColumns) => onChange({ breakdownColumns })}
        />
      </Fold>
      <Fold
        title="Platform and version"
        summary={
          [draft.platformColumn, draft.appVersionColumn].filter(Boolean).join(", ") || "Not used"
        }
      >
        <div className="grid gap-3 sm:grid-cols-2">
          <Select
            label="Platform column"
            options={columns}
            value={draft.platformColumn}
            clearLabel="None"
            onClear={() => onChange({ platformColumn: null })}
            onChange={(platformColumn) => onChange({ platformColumn })}
          />
          <Select
            label="App version column"
            options={columns}
            value={draft.appVersionColumn}
            clearLabel="None"
            onClear={() => onChange({ appVersionColumn: null })}
            onChange={(appVersionColumn) => onChange({ appVersionColumn })}
          />
        </div>
      </Fold>
      <Fold
        title="Limits"
        summary={`A column with more than ${plural(draft.cardinalityThreshold ?? 100, "value")} becomes a variable`}
      >
        <NumberField
          label="Distinct values a column may have"
          min={1}
          value={draft.cardinalityThreshold}
          error={errors.cardinality_threshold}
          onChange={(cardinalityThreshold) => onChange({ cardinalityThreshold })}
          className="max-w-[240px]"
        />
      </Fold>
      {preview && (
        <Fold
          title="Sample rows"
          summary={`${plural(preview.rows.length, "row")}, ${plural(preview.columns.length, "column")}`}
        >
          <SampleRows preview={preview} />
        </Fold>
      )}
    </div>
  );
}
