import { useState } from "react";
import { Button } from "@/components/ui/button";
import { RadioChoice } from "@/components/ui/choice";
import { Dialog } from "@/components/ui/dialog";
import { ErrorPanel } from "@/components/ui/error-panel";
import type { SelectOption } from "@/components/ui/option-panel";
import { Select } from "@/components/ui/select";
import type { MemberRole } from "./project-member-list";

type Props = {
  people: SelectOption[];
  error: unknown;
  busy: boolean;
  onClose: () => void;
  onAdd: (userId: string, role: MemberRole) => void;
};

/** Gives one person a role that beats the default of the workspace. */
export function AddMemberDialog({ people, error, busy, onClose, onAdd }: Props) {
  const [who, setWho] = useState<string | null>(null);
  const [role, setRole] = useState<MemberRole>("viewer");
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Add a member"
      description="Their role in this project, whatever the default of the workspace says."
      footer={
        <>
          {!who && <span className="mr-auto text-small text-ink-3">Choose a person</span>}
          <Button
            variant="primary"
            busy={busy && "Adding"}
            disabled={!who}
            onClick={() => who && onAdd(who, role)}
          >
            Add member
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <Select
          label="Person"
          options={people}
          value={who}
          onChange={setWho}
          hint={people.length === 0 ? "Everybody of the workspace is in the list." : undefined}
        />
        <RadioChoice
          label="Role"
          value={role}
          onChange={setRole}
          options={[
            { value: "editor", label: "Editor", hint: "Changes the plan, scans and alerts." },
            { value: "viewer", label: "Viewer", hint: "Reads everything here, changes nothing." },
            { value: "none", label: "No access", hint: "The project does not exist for them." },
          ]}
        />
        {error !== null && error !== undefined && <ErrorPanel error={error} />}
      </div>
    </Dialog>
  );
}
