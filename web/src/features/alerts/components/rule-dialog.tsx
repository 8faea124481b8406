import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorPanel } from "@/components/ui/error-panel";
import type { SelectOption } from "@/components/ui/option-panel";
import { problemOf } from "@/lib/problem";
import type { RuleDraft } from "../view-model";
import { RuleForm } from "./rule-form";

type Props = {
  initial: RuleDraft;
  isNew: boolean;
  destinations: SelectOption[];
  scans: SelectOption[];
  save: { error: unknown; busy: boolean };
  onClose: () => void;
  onSave: (draft: RuleDraft) => void;
};

/** A rule that reads itself back while it is written. */
export function RuleDialog({ initial, isNew, destinations, scans, save, onClose, onSave }: Props) {
  const [draft, setDraft] = useState(initial);
  const problem = save.error ? problemOf(save.error) : null;
  const missing =
    draft.name.trim() === ""
      ? "Give it a name"
      : draft.destinationId === ""
        ? "Choose a destination"
        : null;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      width="md"
      title={isNew ? "New rule" : `Edit ${initial.name}`}
      footer={
        <>
          {missing && <span className="mr-auto text-small text-ink-3">{missing}</span>}
          <Button
            variant="primary"
            data-guide="save-rule"
            busy={save.busy && "Saving"}
            disabled={missing !== null}
            onClick={() => onSave(draft)}
          >
            {isNew ? "Add rule" : "Save rule"}
          </Button>
        </>
      }
    >
      <RuleForm
        draft={draft}
        onChange={(change) => setDraft((before) => ({ ...before, ...change }))}
        destinations={destinations}
        scans={scans}
        errors={problem?.fields ?? {}}
        fixedDestination={!isNew}
      />
      {problem && Object.keys(problem.fields).length === 0 && (
        <ErrorPanel error={save.error} className="mt-3" />
      )}
    </Dialog>
  );
}
