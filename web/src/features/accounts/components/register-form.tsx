import { useState } from "react";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { PasswordField, type PasswordRule } from "@/components/ui/password-field";
import { problemOf } from "@/lib/problem";
import { Refusal, useCountdown } from "./sign-in-form";

type Draft = { name: string; email: string; password: string };
type Props = {
  first: boolean;
  rules: PasswordRule[];
  error: unknown;
  busy: boolean;
  onSubmit: (draft: Draft) => void;
};

/** The first account owns the instance; later ones join it. */
export function RegisterForm({ first, rules, error, busy, onSubmit }: Props) {
  const [draft, setDraft] = useState<Draft>({ name: "", email: "", password: "" });
  const wait = useCountdown(error);
  const fields = error ? problemOf(error).fields : {};
  const unmet = rules.filter((rule) => !rule.test(draft.password));
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (unmet.length === 0) onSubmit({ ...draft, email: draft.email.trim() });
      }}
    >
      <TextField
        label="Name"
        name="name"
        autoComplete="name"
        value={draft.name}
        error={fields.name}
        onChange={(event) => setDraft({ ...draft, name: event.target.value })}
      />
      <TextField
        label="Email"
        type="email"
        name="email"
        required
        autoComplete="username"
        value={draft.email}
        error={fields.email}
        onChange={(event) => setDraft({ ...draft, email: event.target.value })}
      />
      <PasswordField
        label="Password"
        autoComplete="new-password"
        rules={rules}
        value={draft.password}
        error={fields.password}
        onChange={(password) => setDraft({ ...draft, password })}
      />
      <Refusal error={error} wait={wait} />
      <Button
        type="submit"
        variant="primary"
        size="lg"
        busy={busy && "Creating"}
        disabled={wait > 0 || unmet.length > 0 || draft.email === ""}
      >
        {first ? "Create the owner account" : "Create account"}
      </Button>
      {unmet.length > 0 && (
        <p className="-mt-2 text-small text-ink-3">The password does not meet every rule yet.</p>
      )}
    </form>
  );
}
