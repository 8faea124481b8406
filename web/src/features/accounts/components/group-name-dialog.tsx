import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorPanel } from "@/components/ui/error-panel";
import { TextField } from "@/components/ui/field";
import { problemOf } from "@/lib/problem";

type Props = {
  title: string;
  action: string;
  stored?: string;
  error: unknown;
  busy: boolean;
  onClose: () => void;
  onSave: (name: string) => void;
};

/** The name of a new group, or another one for a group. */
export function GroupNameDialog({
  title,
  action,
  stored = "",
  error,
  busy,
  onClose,
  onSave,
}: Props) {
  const [name, setName] = useState(stored);
  const wanted = name.trim();
  const problem = error ? problemOf(error) : null;
  const taken = problem?.status === 409 ? problem.detail : problem?.fields.name;
  const ready = wanted !== "" && wanted !== stored && !busy;
  const send = () => ready && onSave(wanted);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={title}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" busy={busy && "Saving"} disabled={!ready} onClick={send}>
            {action}
          </Button>
        </>
      }
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <TextField
          autoFocus
          label="Name"
          maxLength={255}
          autoComplete="off"
          value={name}
          error={taken}
          onChange={(event) => setName(event.target.value)}
        />
        {problem && !taken && <ErrorPanel error={error} />}
      </form>
    </Dialog>
  );
}
