import { useState } from "react";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { PasswordField } from "@/components/ui/password-field";
import { problemOf } from "@/lib/problem";
import { meetsRules, PASSWORD_RULES } from "../password-rules";
import { Refusal, useCountdown } from "./sign-in-form";

type Props = {
  /** A new account chooses its password; one that was here before gives it. */
  isNew: boolean;
  email: string;
  error: unknown;
  busy: boolean;
  onSubmit: (given: { password: string; name?: string }) => void;
};

export function AcceptForm({ isNew, email, error, busy, onSubmit }: Props) {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const wait = useCountdown(error);
  const fields = error ? problemOf(error).fields : {};
  const ready = isNew ? meetsRules(password) : password !== "";
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onSubmit({ password, ...(name.trim() && { name: name.trim() }) });
      }}
    >
      {/* For the password manager: the address is fixed. */}
      <input type="hidden" name="username" autoComplete="username" value={email} />
      {isNew && (
        <TextField
          label="Name"
          name="name"
          autoComplete="name"
          value={name}
          error={fields.name}
          onChange={(event) => setName(event.target.value)}
        />
      )}
      <PasswordField
        label={isNew ? "Password" : "Password of your account"}
        autoComplete={isNew ? "new-password" : "current-password"}
        rules={isNew ? PASSWORD_RULES : []}
        value={password}
        error={fields.password}
        onChange={setPassword}
      />
      <Refusal error={error} wait={wait} />
      <Button
        type="submit"
        variant="primary"
        size="lg"
        busy={busy && "Joining"}
        disabled={wait > 0 || !ready}
      >
        {isNew ? "Create the account and join" : "Join"}
      </Button>
    </form>
  );
}
