import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import {
  authRequestPasswordResetMutation,
  authStatusOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { TextField } from "@/components/ui/field";
import { Loaded } from "@/components/ui/loaded";
import { EntryPage } from "@/features/accounts/components/entry-page";
import { Refusal, useCountdown } from "@/features/accounts/components/sign-in-form";
import { usePageTitle } from "@/lib/page-subject";

/** Asks for a link by mail; without mail it says who can help instead. */
export function ForgotPasswordPage() {
  const status = useQuery(authStatusOptions());
  usePageTitle("Forgot the password");
  return (
    <Loaded of={status} waiting={null} title="The server does not answer">
      {({ email_configured }) => (
        <EntryPage title="Forgot the password?">
          {email_configured ? (
            <Asking />
          ) : (
            <Callout>
              This server sends no mail. Ask an owner or admin of your workspace for a link: they
              make one under Workspace settings, Members.
            </Callout>
          )}
          <Link to="/sign-in" className="justify-self-start rounded-1 text-link">
            Back to signing in
          </Link>
        </EntryPage>
      )}
    </Loaded>
  );
}

function Asking() {
  const [email, setEmail] = useState("");
  const ask = useMutation(authRequestPasswordResetMutation());
  const wait = useCountdown(ask.error);
  if (ask.data)
    return (
      <div role="status">
        <Callout tone="ok">{ask.data.message} It works once, within an hour.</Callout>
      </div>
    );
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        ask.mutate({ body: { email: email.trim() } });
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
      <Refusal error={ask.error} wait={wait} />
      <Button
        type="submit"
        variant="primary"
        size="lg"
        busy={ask.isPending && "Asking"}
        disabled={wait > 0}
      >
        Send a link
      </Button>
    </form>
  );
}
