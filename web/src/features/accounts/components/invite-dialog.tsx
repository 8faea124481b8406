import { useState } from "react";
import type { UserListItem } from "@/api/generated/types.gen";
import { Button } from "@/components/ui/button";
import { Checkbox, RadioChoice } from "@/components/ui/choice";
import { Dialog } from "@/components/ui/dialog";
import { ErrorPanel } from "@/components/ui/error-panel";
import { TextField } from "@/components/ui/field";
import { problemOf } from "@/lib/problem";

type Role = UserListItem["role"];
type Props = {
  /** Whether one may invite an owner. */
  mayOwn: boolean;
  error: unknown;
  busy: boolean;
  onClose: () => void;
  onInvite: (email: string, role: Role) => void;
};

const ROLES: { value: Role; label: string; hint: string }[] = [
  { value: "member", label: "Member", hint: "Works in projects." },
  { value: "admin", label: "Admin", hint: "Also manages people and data sources." },
  { value: "owner", label: "Owner", hint: "Can do everything, also to other owners." },
];

/** One address and one role. An owner is asked for twice. */
export function InviteDialog({ mayOwn, error, busy, onClose, onInvite }: Props) {
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("member");
  const [sure, setSure] = useState(false);
  const ready = email.trim() !== "" && (role !== "owner" || sure);
  const fields = error ? problemOf(error).fields : {};
  const send = () => ready && onInvite(email.trim(), role);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Invite a person"
      description="Makes a link for one address. It works once, within three days."
      footer={
        <Button variant="primary" busy={busy && "Inviting"} disabled={!ready} onClick={send}>
          Invite
        </Button>
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
          label="Email"
          type="email"
          autoComplete="off"
          value={email}
          error={fields.email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <RadioChoice
          label="Role"
          value={role}
          onChange={(next) => {
            setRole(next);
            setSure(false);
          }}
          options={mayOwn ? ROLES : ROLES.filter((choice) => choice.value !== "owner")}
        />
        {role === "owner" && (
          <Checkbox
            checked={sure}
            onChange={setSure}
            label="This person may do everything here"
            hint="Also remove you."
          />
        )}
        {error !== null && error !== undefined && Object.keys(fields).length === 0 && (
          <ErrorPanel error={error} />
        )}
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
