import { Check, X } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import { ErrorPanel } from "@/components/ui/error-panel";
import { TextAreaField, TextField } from "@/components/ui/field";
import { Segmented } from "@/components/ui/segmented";
import { problemOf } from "@/lib/problem";
import {
  CHOICES,
  type DestinationDraft,
  FORMS,
  type FormField,
  isReady,
} from "../destination-forms";
import type { ProbeAnswer } from "../view-model";

type Props = {
  initial: DestinationDraft;
  /** Of a stored destination: its kind stays, and empty secrets keep what is stored. */
  stored?: boolean;
  onClose: () => void;
  test: { answer: ProbeAnswer | null; error: unknown; busy: boolean };
  save: { error: unknown; busy: boolean };
  onTest: (draft: DestinationDraft) => void;
  onSave: (draft: DestinationDraft) => void;
};

export function DestinationDialog({
  initial,
  stored = false,
  onClose,
  test,
  save,
  onTest,
  onSave,
}: Props) {
  const [draft, setDraft] = useState(initial);
  const errors = save.error ? problemOf(save.error).fields : {};
  const form = FORMS[draft.kind];
  const ready = isReady(draft, stored);
  const type = (member: string) => (value: string) =>
    setDraft({ ...draft, values: { ...draft.values, [member]: value } });
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={stored ? `Edit ${initial.name}` : "Add a destination"}
      description={form.description}
      footer={
        <>
          {!ready && <span className="mr-auto text-small text-ink-3">Needs {form.needs}</span>}
          <Button busy={test.busy && "Sending"} disabled={!ready} onClick={() => onTest(draft)}>
            Send a test
          </Button>
          <Button
            variant="primary"
            busy={save.busy && "Saving"}
            disabled={!ready}
            onClick={() => onSave(draft)}
          >
            {stored ? "Save" : `Add ${form.noun}`}
          </Button>
        </>
      }
    >
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) onSave(draft);
        }}
      >
        {!stored && CHOICES.includes(draft.kind) && (
          <Segmented
            label="Channel"
            value={draft.kind}
            onChange={(kind) => setDraft({ ...draft, kind })}
            options={CHOICES.map((kind) => ({ value: kind, label: FORMS[kind].name }))}
          />
        )}
        <TextField
          label="Name"
          value={draft.name}
          error={errors.name}
          onChange={(event) => setDraft({ ...draft, name: event.target.value })}
        />
        {form.fields.map((field) => (
          <Member
            key={`${draft.kind}.${field.member}`}
            field={field}
            value={draft.values[field.member] ?? ""}
            error={errors[field.member]}
            stored={stored}
            onType={type(field.member)}
          />
        ))}
        {test.error !== null && test.error !== undefined && <ErrorPanel error={test.error} />}
        {test.answer && (
          <div role="status">
            <Callout tone={test.answer.ok ? "ok" : "signal"} icon={test.answer.ok ? Check : X}>
              {test.answer.message}
            </Callout>
          </div>
        )}
        {save.error !== null && save.error !== undefined && <ErrorPanel error={save.error} />}
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}

type MemberProps = {
  field: FormField;
  value: string;
  error?: string;
  stored: boolean;
  onType: (value: string) => void;
};

function Member({ field, value, error, stored, onType }: MemberProps) {
  const bad = value.trim() === "" ? null : field.wrong?.(value.trim());
  const shared = {
    label: field.label,
    value,
    error: bad ?? error,
    hint: stored && field.secret ? "Leave it empty to keep the stored one." : field.hint,
    placeholder: field.placeholder,
  };
  if (field.lines)
    return <TextAreaField {...shared} onChange={(event) => onType(event.target.value)} />;
  return (
    <TextField
      {...shared}
      mono={field.type === "url"}
      type={field.type ?? "text"}
      onChange={(event) => onType(event.target.value)}
    />
  );
}
