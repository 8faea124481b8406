import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { authConfirmPasswordResetMutation } from "@/api/generated/@tanstack/react-query.gen";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { PasswordField } from "@/components/ui/password-field";
import { EntryPage } from "@/features/accounts/components/entry-page";
import { Refusal, useCountdown } from "@/features/accounts/components/sign-in-form";
import { meetsRules, PASSWORD_RULES } from "@/features/accounts/password-rules";
import { usePageTitle } from "@/lib/page-subject";
import { problemOf } from "@/lib/problem";
import { useLinkToken } from "./entering";

/** Behind a link of a mail, or of an owner: choose the new password. */
export function ResetPasswordPage() {
  const token = useLinkToken();
  const [password, setPassword] = useState("");
  const confirm = useMutation(authConfirmPasswordResetMutation());
  const wait = useCountdown(confirm.error);
  usePageTitle("Choose a new password");
  if (confirm.data)
    return (
      <EntryPage title="The password is changed" intro="Sessions and API keys have ended.">
        <Link to="/sign-in" className="justify-self-start rounded-1 text-link">
          Sign in with the new one
        </Link>
      </EntryPage>
    );
  const dead = token === "" || (confirm.error && problemOf(confirm.error).status === 400);
  if (dead)
    return (
      <EntryPage title="This link does not work">
        <Callout tone="late">
          It was used, has expired, or came here in part. Ask for a new one.
        </Callout>
        <Link to="/forgot-password" className="justify-self-start rounded-1 text-link">
          Ask for a new link
        </Link>
      </EntryPage>
    );
  return (
    <EntryPage
      title="Choose a new password"
      intro="It ends every session of your account, and its API keys."
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (meetsRules(password)) confirm.mutate({ body: { token, new_password: password } });
        }}
      >
        <PasswordField
          label="New password"
          autoComplete="new-password"
          rules={PASSWORD_RULES}
          value={password}
          onChange={setPassword}
        />
        <Refusal error={confirm.error} wait={wait} />
        <Button
          type="submit"
          variant="primary"
          size="lg"
          busy={confirm.isPending && "Changing"}
          disabled={wait > 0 || !meetsRules(password)}
        >
          Change the password
        </Button>
      </form>
    </EntryPage>
  );
}
