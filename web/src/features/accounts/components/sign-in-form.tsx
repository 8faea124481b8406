import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { ErrorPanel } from "@/components/ui/error-panel";
import { TextField } from "@/components/ui/field";
import { PasswordField } from "@/components/ui/password-field";
import { plural } from "@/lib/format-number";
import { problemOf } from "@/lib/problem";

type Props = {
  error: unknown;
  busy: boolean;
  onSubmit: (email: string, password: string) => void;
  email?: string;
};

export function SignInForm({ error, busy, onSubmit, email: known = "" }: Props) {
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState("");
  const wait = useCountdown(error);
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(email.trim(), password);
      }}
    >
      <TextField
        label="Email"
        type="email"
        name="email"
        required
        autoComplete="username"
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <PasswordField
        label="Password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
      />
      <Refusal error={error} wait={wait} />
      <Button
        type="submit"
        variant="primary"
        size="lg"
        busy={busy && "Signing in"}
        disabled={wait > 0}
      >
        Sign in
      </Button>
    </form>
  );
}

/** A wrong pair in one sentence, a limit with its countdown, everything else with its details. */
export function Refusal({ error, wait }: { error: unknown; wait: number }) {
  if (error === null || error === undefined) return null;
  const problem = problemOf(error);
  if (problem.status === 401)
    return (
      <div role="alert">
        <Callout tone="signal">Email and password do not belong together. Try again.</Callout>
      </div>
    );
  if (problem.status === 429 && wait > 0)
    return (
      <div role="alert">
        <Callout tone="late">Too many attempts. Try again in {plural(wait, "second")}.</Callout>
      </div>
    );
  return <ErrorPanel error={error} />;
}

const DEFAULT_WAIT = 30;

/** Seconds left of a rate limit. */
export function useCountdown(error: unknown): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    const problem = error ? problemOf(error) : null;
    setLeft(problem?.status === 429 ? (problem.retryAfter ?? DEFAULT_WAIT) : 0);
  }, [error]);
  useEffect(() => {
    if (left <= 0) return;
    const timer = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(timer);
  }, [left]);
  return left;
}
