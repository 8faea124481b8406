import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { PasswordField } from "@/components/ui/password-field";
import { problemOf } from "@/lib/problem";
import { meetsRules, PASSWORD_RULES } from "../password-rules";
import { Refusal, useCountdown } from "./sign-in-form";

type Props = {
  /** False for somebody who came through a provider: a fresh sign-in counts instead. */
  known?: boolean;
  error: unknown;
  busy: boolean;
  onSubmit: (current: string | null, next: string) => void;
};

/** The password of somebody who is signed in and knows it. */
export function PasswordForm({ known = true, error, busy, onSubmit }: Props) {
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const wait = useCountdown(error);
  const fields = error ? problemOf(error).fields : {};
  const ready = (!known || current !== "") && meetsRules(next);
  return (
    <form
      className="grid max-w-[400px] gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onSubmit(known ? current : null, next);
      }}
    >
      {known ? (
        <PasswordField
          label="Current password"
          name="current-password"
          autoComplete="current-password"
          value={current}
          error={fields.current_password}
          onChange={setCurrent}
        />
      ) : (
        <>
          <p className="text-ink-2">
            You sign in through a provider and have no password. Choose one within ten minutes of
            signing in.
          </p>
          {fields.current_password && (
            <div role="alert">
              <Callout tone="signal">{fields.current_password}</Callout>
            </div>
          )}
        </>
      )}
      <PasswordField
        label="New password"
        name="new-password"
        autoComplete="new-password"
        rules={PASSWORD_RULES}
        value={next}
        error={fields.new_password}
        onChange={setNext}
      />
      {Object.keys(fields).length === 0 && <Refusal error={error} wait={wait} />}
      <Button
        type="submit"
        className="justify-self-start"
        busy={busy && "Changing"}
        disabled={!ready || wait > 0}
      >
        {known ? "Change the password" : "Choose the password"}
      </Button>
    </form>
  );
}
