import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorPanel } from "@/components/ui/error-panel";
import { TextField } from "@/components/ui/field";

type Props = {
  initial: string;
  save: { error: unknown; busy: boolean };
  onClose: () => void;
  onSave: (name: string) => void;
};

/** Only the name of a demo's source can change; the dialog says why. */
export function SyntheticDialog({ initial, save, onClose, onSave }: Props) {
  const [name, setName] = useState(initial);
  const ready = name.trim() !== "";
  const submit = () => ready && onSave(name.trim());
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Edit ${initial}`}
      description="A synthetic source makes its rows up in memory, for its demo alone. There is no server, no account and no time limit to set, and it cannot become a real connection."
      footer={
        <Button variant="primary" busy={save.busy && "Saving"} disabled={!ready} onClick={submit}>
          Save
        </Button>
      }
    >
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextField
          label="Name"
          maxLength={255}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        {save.error !== null && save.error !== undefined && <ErrorPanel error={save.error} />}
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
