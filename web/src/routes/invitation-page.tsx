import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import {
  authAcceptInvitationMutation,
  authMeOptions,
  authPreviewInvitationOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import type { InvitationPreview } from "@/api/generated/types.gen";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { ErrorPanel } from "@/components/ui/error-panel";
import { AcceptForm } from "@/features/accounts/components/accept-form";
import { EntryPage } from "@/features/accounts/components/entry-page";
import { ROLE_WORDS } from "@/features/accounts/components/member-list";
import { usePageTitle } from "@/lib/page-subject";
import { problemOf } from "@/lib/problem";
import { useEnter, useLinkToken } from "./entering";

/** Behind the link of an invitation: what it offers, or why it cannot be had. */
export function InvitationPage() {
  const token = useLinkToken();
  const preview = useQuery({
    ...authPreviewInvitationOptions({ path: { token } }),
    enabled: token !== "",
    retry: false,
  });
  usePageTitle("Invitation");
  const dead = token === "" || (preview.error && problemOf(preview.error).status === 400);
  if (dead)
    return (
      <EntryPage title="This invitation does not work">
        <Callout tone="late">
          It was used, taken back, replaced by a newer one, or has expired. Ask whoever invited you
          for a new link.
        </Callout>
        <SignInLink>Sign in</SignInLink>
      </EntryPage>
    );
  if (preview.error)
    return (
      <EntryPage title="The invitation could not be checked">
        <ErrorPanel error={preview.error} onRetry={() => preview.refetch()} />
      </EntryPage>
    );
  return preview.data ? <Offer token={token} offer={preview.data} /> : null;
}

function Offer({ token, offer }: { token: string; offer: InvitationPreview }) {
  const enter = useEnter();
  const accept = useMutation({ ...authAcceptInvitationMutation(), onSuccess: enter });
  const send = (body: { password?: string; name?: string }) =>
    accept.mutate({ path: { token }, body });
  return (
    <EntryPage
      title={`Join ${offer.organization_name}`}
      intro={
        <>
          <span className="font-medium text-ink">{offer.email}</span> is invited as{" "}
          {ROLE_WORDS[offer.role].toLowerCase()}.
        </>
      }
    >
      {offer.way === "sign_in" ? (
        <JoinSignedIn
          offer={offer}
          error={accept.error}
          busy={accept.isPending}
          onJoin={() => send({})}
        />
      ) : (
        <AcceptForm
          isNew={offer.way === "register"}
          email={offer.email}
          error={accept.error}
          busy={accept.isPending}
          onSubmit={send}
        />
      )}
    </EntryPage>
  );
}

type JoinProps = {
  offer: InvitationPreview;
  error: unknown;
  busy: boolean;
  onJoin: () => void;
};

/** An account has the address: only whoever is signed in with it may join. */
function JoinSignedIn({ offer, error, busy, onJoin }: JoinProps) {
  const me = useQuery({ ...authMeOptions(), retry: false });
  if (me.data?.email === offer.email)
    return (
      <>
        {error !== null && error !== undefined && <ErrorPanel error={error} />}
        <Button variant="primary" size="lg" busy={busy && "Joining"} onClick={onJoin}>
          Join
        </Button>
      </>
    );
  return (
    <>
      <Callout>
        {me.data
          ? `You are signed in as ${me.data.email}. Sign in with the invited address, then open this link again.`
          : "An account has this address. Sign in with it, then open this link again."}
      </Callout>
      <SignInLink>Sign in</SignInLink>
    </>
  );
}

function SignInLink({ children }: { children: string }) {
  return (
    <Link to="/sign-in" className="justify-self-start rounded-1 text-link">
      {children}
    </Link>
  );
}
