import { useState } from "react";
import type { EventTypeOut } from "@/api/generated/types.gen";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorPanel } from "@/components/ui/error-panel";
import { TextAreaField, TextField } from "@/components/ui/field";
import { problemOf } from "@/lib/problem";

export type TypeDraft = { name: string; display_name: string; description: string; color?: string };

type Props = {
  /** Null makes a new one. */
  type: EventTypeOut | null;
  error: unknown;
  busy: boolean;
  onClose: () => void;
  onSave: (draft: TypeDraft) => void;
};

export function EventTypeDialog({ type, error, busy, onClose, onSave }: Props) {
  const [draft, setDraft] = useState<TypeDraft>({
    name: type?.name ?? "",
    display_name: type?.display_name ?? "",
    description: type?.description ?? "",
    color: type?.color,
  });
  const set = (part: Partial<TypeDraft>) => setDraft((before) => ({ ...before, ...part }));
  const problem = error ? problemOf(error) : null;
  const named = problem?.status === 409 ? problem.detail : problem?.fields.name;
  const ready = draft.name.trim() !== "" && draft.display_name.trim() !== "";
  const submit = () =>
    ready && onSave({ ...draft, name: draft.name.trim(), display_name: draft.display_name.trim() });
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={type ? `Edit ${type.display_name}` : "New event type"}
      description="A folder of related events, with the fields they share."
      footer={
        <Button variant="primary" busy={busy && "Saving"} disabled={!ready} onClick={submit}>
          {type ? "Save" : "Create event type"}
        </Button>
      }
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextField
          label="Label"
          maxLength={255}
          value={draft.display_name}
          error={problem?.fields.display_name}
          onChange={(event) => set({ display_name: event.target.value })}
        />
        {type === null && (
          <TextField
            mono
            label="Name"
            maxLength={100}
            hint="What it is called in data and code. It stays as it is."
            value={draft.name}
            error={named}
            onChange={(event) => set({ name: event.target.value })}
          />
        )}
        <TextAreaField
          label="Description"
          value={draft.description}
          onChange={(event) => set({ description: event.target.value })}
        />
        {type !== null && (
          <label className="flex items-center gap-2.5 text-small font-medium text-ink-2">
            Colour
            <input
              type="color"
              value={draft.color}
              onChange={(event) => set({ color: event.target.value })}
              className="h-8 w-14 rounded-2 border border-line-control bg-surface p-0.5 coarse:h-11"
            />
          </label>
        )}
        {problem && !named && Object.keys(problem.fields).length === 0 && (
          <ErrorPanel error={error} />
        )}
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
