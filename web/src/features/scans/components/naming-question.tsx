import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ErrorPanel } from "@/components/ui/error-panel";
import { TextField } from "@/components/ui/field";
import type { SelectOption } from "@/components/ui/option-panel";
import { Question } from "@/components/ui/question";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import type { NameRule } from "../view-model";
import type { FormProps } from "./form-props";

const NAMING: { value: NameRule; label: string }[] = [
  { value: "one_type", label: "One type for all" },
  { value: "type_column", label: "A column names the type" },
];

type Props = FormProps & { columns: SelectOption[] };

/** What counts as one event, and which type it belongs to. */
export function NamingQuestion({ draft, onChange, errors, columns, ...props }: Props) {
  return (
    <Question
      number={3}
      title="Where do event names come from?"
      note="This decides what counts as one event."
    >
      <div>
        <Segmented
          label="Naming"
          value={draft.naming}
          onChange={(naming) => onChange({ naming })}
          options={NAMING}
        />
      </div>
      <div className="grid items-start gap-3 sm:grid-cols-2">
        {draft.naming === "type_column" ? (
          <Select
            label="Type column"
            options={columns}
            value={draft.eventTypeColumn}
            error={errors.event_type_column}
            onChange={(eventTypeColumn) => onChange({ eventTypeColumn })}
          />
        ) : (
          <TypeChoice
            types={props.eventTypes}
            value={draft.eventTypeId}
            error={errors.event_type_id}
            onChange={(eventTypeId) => onChange({ eventTypeId })}
            onCreate={props.onCreateType}
            creating={props.newType}
          />
        )}
        <TextField
          mono
          label="Event name format"
          placeholder="{event_name}"
          hint={<FormatHint columns={columns} />}
          value={draft.eventNameFormat}
          error={errors.event_name_format}
          onChange={(event) => onChange({ eventNameFormat: event.target.value })}
        />
      </div>
    </Question>
  );
}

function FormatHint({ columns }: { columns: SelectOption[] }) {
  const example = columns.find((column) => !/date|time|stamp/i.test(String(column.hint)));
  return (
    <>
      {example ? `Columns stand in braces, as in {${example.value}}.` : "Columns stand in braces."}{" "}
      Empty: every combination of values is its own event.
    </>
  );
}

type TypeProps = {
  types: SelectOption[];
  value: string | null;
  error?: string;
  onChange: (id: string | null) => void;
  onCreate: (name: string) => void;
  creating: { busy: boolean; error: unknown };
};

const NEW = "new";

function TypeChoice({ types, value, error, onChange, onCreate, creating }: TypeProps) {
  const [adding, setAdding] = useState(false);
  const [name, setName] = useState("");
  const open = value === null && (adding || types.length === 0);
  const create = () => name.trim() && onCreate(name.trim());
  if (!open)
    return (
      <Select
        label="Event type"
        options={[...types, { value: NEW, label: "Create an event type" }]}
        value={value}
        error={error}
        onChange={(next) => {
          setAdding(next === NEW);
          onChange(next === NEW ? null : next);
        }}
      />
    );
  return (
    <div className="grid gap-2">
      <TextField
        label="Name of the event type"
        placeholder="Web request"
        hint="A type is a folder of related events with the same fields."
        value={name}
        error={error}
        onChange={(event) => setName(event.target.value)}
        onKeyDown={(event) => event.key === "Enter" && create()}
      />
      <div className="flex gap-2">
        <Button
          size="sm"
          busy={creating.busy && "Creating"}
          disabled={name.trim() === ""}
          onClick={create}
        >
          Create event type
        </Button>
        {types.length > 0 && (
          <Button size="sm" variant="ghost" onClick={() => setAdding(false)}>
            Choose one
          </Button>
        )}
      </div>
      {creating.error !== null && creating.error !== undefined && (
        <ErrorPanel error={creating.error} />
      )}
    </div>
  );
}
