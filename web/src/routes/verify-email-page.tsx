import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import {
  authConfirmVerificationMutation,
  authMeOptions,
  authRequestVerificationMutation,
} from "@/api/generated/@tanstack/react-query.gen";
import type { AuthUser } from "@/api/generated/types.gen";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { ErrorPanel } from "@/components/ui/error-panel";
import { EntryPage } from "@/features/accounts/components/entry-page";
import { Refusal, useCountdown } from "@/features/accounts/components/sign-in-form";
import { usePageTitle } from "@/lib/page-subject";
import { problemOf } from "@/lib/problem";
import { useLinkToken } from "./entering";

/** Behind the link of a mail: proves that somebody reads the mail of their account. */
export function VerifyEmailPage() {
  const me = useQuery({ ...authMeOptions(), retry: false });
  usePageTitle("Verify your email");
  if (me.error && problemOf(me.error).status === 401)
    return (
      <EntryPage title="Verify your email">
        <Callout>Sign in with the account this mail was sent to, then open its link again.</Callout>
        <Leave to="/sign-in">Sign in</Leave>
      </EntryPage>
    );
  if (me.error)
    return (
      <EntryPage title="The link could not be checked">
        <ErrorPanel error={me.error} onRetry={() => void me.refetch()} />
      </EntryPage>
    );
  return me.data ? <Verifying me={me.data} /> : null;
}

function Verifying({ me }: { me: AuthUser }) {
  const token = useLinkToken();
  const queryClient = useQueryClient();
  const confirm = useMutation({
    ...authConfirmVerificationMutation(),
    onSuccess: () => queryClient.invalidateQueries(),
  });
  const wait = useCountdown(confirm.error);
  const address = <span className="font-medium break-words text-ink">{me.email}</span>;
  // Also what a used link leads to: there is nothing left to do.
  if (confirm.isSuccess || me.email_verified)
    return (
      <EntryPage
        title="The address is verified"
        intro={
          <>
            {address} is yours.
            {confirm.isSuccess && " Every other session of the account has ended."}
          </>
        }
      >
        <Leave to="/">Go on</Leave>
      </EntryPage>
    );
  if (token === "" || (confirm.error && problemOf(confirm.error).status === 400))
    return <DeadLink email={me.email} />;
  return (
    <EntryPage title="Verify your email" intro={<>You are signed in as {address}.</>}>
      <Refusal error={confirm.error} wait={wait} />
      <Button
        variant="primary"
        size="lg"
        busy={confirm.isPending && "Verifying"}
        disabled={wait > 0}
        onClick={() => confirm.mutate({ body: { token } })}
      >
        Verify the address
      </Button>
    </EntryPage>
  );
}

function DeadLink({ email }: { email: string }) {
  const again = useMutation(authRequestVerificationMutation());
  const wait = useCountdown(again.error);
  return (
    <EntryPage title="This link does not work">
      <Callout tone="late">
        It was used, replaced by a newer one, has expired, or is for another account than {email}.
      </Callout>
      {again.isSuccess ? (
        <p role="status" className="text-ink-2">
          A new link is on its way to {email}. It works for a day.
        </p>
      ) : (
        <>
          <Refusal error={again.error} wait={wait} />
          <Button
            variant="primary"
            size="lg"
            busy={again.isPending && "Sending"}
            disabled={wait > 0}
            onClick={() => again.mutate({})}
          >
            Send a new link
          </Button>
        </>
      )}
    </EntryPage>
  );
}

function Leave({ to, children }: { to: string; children: string }) {
  return (
    <Link to={to} className="justify-self-start rounded-1 text-link">
      {children}
    </Link>
  );
}
