import type { FileChoices, FileReading } from "@/api/generated/types.gen";
import { Fold } from "@/components/ui/fold";
import { NumberField } from "@/components/ui/number-field";
import type { SelectOption } from "@/components/ui/option-panel";
import { Question } from "@/components/ui/question";
import { MultiSelect, Select } from "@/components/ui/select";
import { dialectShown, shown } from "../choices";
import { columnOptions, dialectWords, zoneOptions } from "../words";
import { DialectFields } from "./dialect-fields";
import { FormatField } from "./format-field";
import { PreviewTable } from "./preview-table";

type Props = {
  reading: FileReading;
  /** Decisions the reading may not answer yet. */
  choices: FileChoices;
  onChoose: (part: FileChoices) => void;
  intervals: SelectOption[];
  /** Messages of a refused reading, by member. */
  errors: Record<string, string>;
};

const ORDERS = [
  { value: "dmy", label: "Day first, 31.12." },
  { value: "mdy", label: "Month first, 12/31" },
];

/** What was guessed, each with its reason and a way to decide otherwise. */
export function ReadingForm({ reading, choices, onChoose, intervals, errors }: Props) {
  const { proposal } = reading;
  const dialect = dialectShown(reading.dialect, choices);
  const of = shown(proposal, choices);
  const columns = columnOptions(reading);
  const joined = of.time;
  const known = joined === null || columns.some((column) => column.value === joined);
  const timeOptions = known
    ? columns
    : [{ value: joined, label: "date and time together" }, ...columns];
  const notTime = columns.filter((column) => column.value !== joined);
  const ordered = dialect.date_order === "dmy" || dialect.date_order === "mdy";
  return (
    <div className="min-w-0">
      <Question number={1} title="What was read?" note="The first rows, as they will be stored.">
        <PreviewTable reading={reading} />
        <Fold title="How it is written" summary={dialectWords(dialect)}>
          <DialectFields dialect={dialect} onChoose={onChoose} errors={errors} />
        </Fold>
      </Question>
      <Question number={2} title="When did it happen?">
        <div className="grid items-start gap-3 sm:grid-cols-2">
          <Select
            label="Time column"
            options={timeOptions}
            value={of.time}
            hint={proposal.time_column.why}
            error={errors.time_column}
            onChange={(time_column) => onChoose({ time_column })}
          />
          <Select
            label="Time zone"
            options={zoneOptions(dialect.timezone)}
            value={dialect.timezone}
            hint="For times that carry no zone of their own."
            error={errors.timezone}
            onChange={(timezone) => onChoose({ timezone })}
          />
          {ordered && (
            <Select
              label="Order of the date"
              options={ORDERS}
              value={dialect.date_order}
              hint={dialect.time_format ? `Read as ${dialect.time_format}.` : undefined}
              error={errors.date_order}
              onChange={(order) => onChoose({ date_order: order as FileChoices["date_order"] })}
            />
          )}
        </div>
      </Question>
      <Question number={3} title="What is one event?">
        <div className="grid items-start gap-3 sm:grid-cols-2">
          <MultiSelect
            label="Event name from"
            options={notTime}
            values={of.events}
            placeholder="All rows are one event"
            hint={proposal.event_columns.why}
            error={errors.event_columns}
            onChange={(event_columns) => onChoose({ event_columns })}
          />
          <FormatField
            key={of.format}
            value={of.format}
            hint={proposal.event_name_format.why}
            error={errors.event_name_format}
            onCommit={(format) => onChoose({ event_name_format: format || undefined })}
          />
          <MultiSelect
            label="Properties"
            options={notTime}
            values={of.properties}
            hint={proposal.property_columns.why}
            error={errors.property_columns}
            onChange={(property_columns) => onChoose({ property_columns })}
          />
          <MultiSelect
            label="Also counted by"
            options={notTime}
            values={of.breakdowns}
            hint={proposal.breakdown_columns.why}
            error={errors.breakdown_columns}
            onChange={(breakdown_columns) => onChoose({ breakdown_columns })}
          />
        </div>
      </Question>
      <Question number={4} title="How finely is it watched?">
        <div className="grid items-start gap-3 sm:grid-cols-2">
          <Select
            label="Count every"
            options={intervals}
            value={of.interval}
            hint={proposal.interval.why}
            error={errors.interval}
            onChange={(interval) => onChoose({ interval: interval as FileChoices["interval"] })}
          />
          <NumberField
            label="Judge from an expected count of"
            unit="a bucket"
            min={1}
            max={1_000_000}
            value={of.least}
            hint={proposal.min_expected_count.why}
            error={errors.min_expected_count}
            onChange={(min_expected_count) => onChoose({ min_expected_count })}
          />
        </div>
      </Question>
    </div>
  );
}
