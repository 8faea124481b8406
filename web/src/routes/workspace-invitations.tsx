import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import {
  authMeOptions,
  usersInviteMutation,
  usersListInvitationsOptions,
  usersListInvitationsQueryKey,
  usersRevokeInvitationMutation,
} from "@/api/generated/@tanstack/react-query.gen";
import type { InvitationCreated, InvitationOut } from "@/api/generated/types.gen";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Icon } from "@/components/ui/icon";
import { Loaded } from "@/components/ui/loaded";
import { Panel } from "@/components/ui/panel";
import { SecretOnce } from "@/components/ui/secret-once";
import { InvitationList } from "@/features/accounts/components/invitation-list";
import { InviteDialog } from "@/features/accounts/components/invite-dialog";
import { wholeLink } from "@/features/accounts/components/link-dialog";
import { toasts } from "@/lib/toast-store";
import { useInstanceOwner } from "./instance-owner";

/** Who was asked to come and did not yet; only owners and admins see it. */
export function WorkspaceInvitations() {
  const { isOwner } = useInstanceOwner();
  return isOwner ? <Invitations /> : null;
}

function Invitations() {
  const queryClient = useQueryClient();
  const me = useQuery(authMeOptions());
  const pending = useQuery(usersListInvitationsOptions());
  const [inviting, setInviting] = useState(false);
  const [made, setMade] = useState<InvitationCreated | null>(null);
  const [revoking, setRevoking] = useState<InvitationOut | null>(null);
  const renew = () => queryClient.invalidateQueries({ queryKey: usersListInvitationsQueryKey() });
  const invite = useMutation({
    ...usersInviteMutation(),
    onSuccess: async (invitation) => {
      setMade(invitation);
      setInviting(false);
      await renew();
    },
  });
  const revoke = useMutation({
    ...usersRevokeInvitationMutation(),
    onSuccess: async () => {
      toasts.show(`The link of ${revoking?.email} no longer works`);
      if (made?.id === revoking?.id) setMade(null);
      setRevoking(null);
      await renew();
    },
  });
  return (
    <Panel
      title="Invitations"
      ruled
      actions={
        <Button size="sm" onClick={() => setInviting(true)} disabled={made !== null}>
          <Icon as={Plus} size={13} />
          Invite
        </Button>
      }
    >
      {made && <Made invitation={made} onDone={() => setMade(null)} />}
      <Loaded of={pending}>
        {(rows) =>
          rows.length > 0 ? (
            <InvitationList rows={rows} mine={me.data?.role ?? null} onRevoke={setRevoking} />
          ) : (
            <p className="px-3.5 py-3 text-ink-2">Nobody is invited at the moment.</p>
          )
        }
      </Loaded>
      {inviting && (
        <InviteDialog
          mayOwn={me.data?.role === "owner"}
          error={invite.error}
          busy={invite.isPending}
          onClose={() => {
            setInviting(false);
            invite.reset();
          }}
          onInvite={(email, role) => invite.mutate({ body: { email, role } })}
        />
      )}
      <ConfirmDialog
        open={revoking !== null}
        onOpenChange={() => {
          setRevoking(null);
          revoke.reset();
        }}
        title={`Take back the invitation of ${revoking?.email}?`}
        action="Take back"
        busy={revoke.isPending}
        error={revoke.error}
        onConfirm={() => revoking && revoke.mutate({ path: { invitation_id: revoking.id } })}
      >
        The link stops working at once.
      </ConfirmDialog>
    </Panel>
  );
}

/** Stays until it is put away, and no other link is made before: this one is never shown again. */
function Made({ invitation, onDone }: { invitation: InvitationCreated; onDone: () => void }) {
  return (
    <div className="grid grid-cols-1 gap-3 border-b border-line px-3.5 py-3">
      <SecretOnce
        label={`Link for ${invitation.email}`}
        secret={wholeLink(invitation.link)}
        note={
          invitation.mailed
            ? "Shown once. It is also on its way by mail."
            : "Shown once. This server sends no mail, so hand it over yourself."
        }
      />
      <Button className="justify-self-start" onClick={onDone}>
        I have copied it
      </Button>
    </div>
  );
}
