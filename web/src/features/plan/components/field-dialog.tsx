import { useState } from "react";
import type { FieldOut } from "@/api/generated/types.gen";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/choice";
import { Dialog } from "@/components/ui/dialog";
import { ErrorPanel } from "@/components/ui/error-panel";
import { TextAreaField, TextField } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { problemOf } from "@/lib/problem";
import {
  type FieldDraft,
  type FieldKind,
  fieldDraft,
  KIND_WORDS,
  SENSITIVITY_WORDS,
  type Sensitivity,
} from "../field-draft";

type Props = {
  /** Null makes a new one. */
  field: FieldOut | null;
  error: unknown;
  busy: boolean;
  onClose: () => void;
  onSave: (draft: FieldDraft) => void;
};

const optionsOf = (words: Record<string, string>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }));

export function FieldDialog({ field, error, busy, onClose, onSave }: Props) {
  const [draft, setDraft] = useState(() => fieldDraft(field));
  const set = (part: Partial<FieldDraft>) => setDraft((before) => ({ ...before, ...part }));
  const problem = error ? problemOf(error) : null;
  const named = problem?.status === 409 ? problem.detail : problem?.fields.name;
  const ready = draft.name.trim() !== "" && draft.display_name.trim() !== "";
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={field ? `Edit ${field.display_name}` : "Add a field"}
      footer={
        <Button
          variant="primary"
          busy={busy && "Saving"}
          disabled={!ready}
          onClick={() => onSave(draft)}
        >
          {field ? "Save field" : "Add field"}
        </Button>
      }
    >
      <div className="grid gap-4">
        <TextField
          label="Label"
          maxLength={255}
          value={draft.display_name}
          error={problem?.fields.display_name}
          onChange={(event) => set({ display_name: event.target.value })}
        />
        {field === null && (
          <TextField
            mono
            label="Name"
            maxLength={100}
            hint="The column or path in the data. It stays as it is."
            value={draft.name}
            error={named}
            onChange={(event) => set({ name: event.target.value })}
          />
        )}
        <div className="grid gap-4 sm:grid-cols-2">
          <Select
            label="Type"
            value={draft.field_type}
            options={optionsOf(KIND_WORDS)}
            onChange={(value) => set({ field_type: value as FieldKind })}
          />
          <Select
            label="Sensitivity"
            value={draft.sensitivity}
            options={optionsOf(SENSITIVITY_WORDS)}
            onChange={(value) => set({ sensitivity: value as Sensitivity })}
          />
        </div>
        {draft.field_type === "enum" && (
          <TextAreaField
            label="Allowed values"
            hint="One a line."
            value={draft.options}
            error={problem?.fields.enum_options}
            onChange={(event) => set({ options: event.target.value })}
          />
        )}
        <Checkbox
          checked={draft.is_required}
          onChange={(is_required) => set({ is_required })}
          label="Required"
          hint="Every event of the type carries it."
        />
        <TextAreaField
          label="Description"
          value={draft.description}
          onChange={(event) => set({ description: event.target.value })}
        />
        {problem && !named && Object.keys(problem.fields).length === 0 && (
          <ErrorPanel error={error} />
        )}
      </div>
    </Dialog>
  );
}
