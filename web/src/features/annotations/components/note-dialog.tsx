import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/choice";
import { Dialog } from "@/components/ui/dialog";
import { ErrorPanel } from "@/components/ui/error-panel";
import { TextAreaField, TextField } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { zoneName } from "@/lib/format-date";
import { problemOf } from "@/lib/problem";
import { draftProblems } from "../mapping";
import type { NoteDraft, ScopeChoice } from "../view-model";

/** A picker of the browser has a width of its own, which a column of a form must not follow. */
const NARROWABLE = "min-w-0 grid-cols-[minmax(0,1fr)]";

type Props = {
  initial: NoteDraft;
  scopes: ScopeChoice[];
  busy: boolean;
  error: unknown;
  onSave: (draft: NoteDraft) => void;
  onClose: () => void;
};

/** What a person notes on a chart: a moment, or a window in which odd numbers are expected. */
export function NoteDialog({ initial, scopes, busy, error, onSave, onClose }: Props) {
  const [draft, setDraft] = useState(initial);
  const [tried, setTried] = useState(false);
  const set = (part: Partial<NoteDraft>) => setDraft({ ...draft, ...part });
  const refused = error ? problemOf(error).fields : {};
  const wrong = tried ? draftProblems(draft) : {};
  const save = () => {
    setTried(true);
    if (Object.keys(draftProblems(draft)).length === 0) onSave(draft);
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Annotate the chart"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form="note" busy={busy && "Saving"}>
            {draft.window ? "Plan the window" : "Add annotation"}
          </Button>
        </>
      }
    >
      <form
        id="note"
        noValidate
        className="grid gap-3.5"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <TextField
          autoFocus
          label="Label"
          maxLength={200}
          value={draft.label}
          error={wrong.label ?? refused.label}
          onChange={(event) => set({ label: event.target.value })}
          placeholder="Spring promo"
        />
        <Select
          label="Applies to"
          options={scopes.map(({ value, label }) => ({ value, label }))}
          value={draft.scope}
          onChange={(scope) => set({ scope })}
        />
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField
            type="datetime-local"
            className={NARROWABLE}
            label={draft.window ? "From" : "Time"}
            hint={`local time, ${zoneName()}`}
            value={draft.from}
            error={wrong.from ?? refused.bucket}
            onChange={(event) => set({ from: event.target.value })}
          />
          {draft.window && (
            <TextField
              type="datetime-local"
              className={NARROWABLE}
              label="Until"
              hint="31 days at most"
              min={draft.from}
              value={draft.until}
              error={wrong.until ?? refused.expected_until}
              onChange={(event) => set({ until: event.target.value })}
            />
          )}
        </div>
        <Checkbox
          checked={draft.window}
          onChange={(window) => set({ window })}
          label="Odd numbers are expected for a time"
          hint="In this window nothing is a signal, no alert is sent, and nothing teaches what is usual. An open signal that lies in it closes."
        />
        <TextAreaField
          label="Description"
          aside="optional"
          maxLength={2000}
          rows={2}
          value={draft.description}
          onChange={(event) => set({ description: event.target.value })}
        />
        {error !== null && error !== undefined && Object.keys(refused).length === 0 && (
          <ErrorPanel error={error} />
        )}
      </form>
    </Dialog>
  );
}
