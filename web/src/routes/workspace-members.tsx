import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  authMeOptions,
  organizationsChangeRoleMutation,
  organizationsPasswordResetLinkMutation,
  organizationsRemoveMemberMutation,
} from "@/api/generated/@tanstack/react-query.gen";
import type { UserListItem } from "@/api/generated/types.gen";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { LinkDialog } from "@/features/accounts/components/link-dialog";
import { MemberList, ROLE_WORDS } from "@/features/accounts/components/member-list";
import { toasts } from "@/lib/toast-store";

type Role = UserListItem["role"];
/** What is asked before it is done: another role, or none. */
type Asked = { person: UserListItem; role: Role | null };

/** The people of the workspace, and what the caller may do about each. */
export function WorkspaceMembers({ rows, org }: { rows: UserListItem[]; org: string }) {
  const queryClient = useQueryClient();
  const me = useQuery(authMeOptions());
  const [asked, setAsked] = useState<Asked | null>(null);
  const done = async (said: string) => {
    toasts.show(said);
    setAsked(null);
    await queryClient.invalidateQueries();
  };
  const change = useMutation({
    ...organizationsChangeRoleMutation(),
    onSuccess: (saved) => done(`${nameOf(saved)} is now ${ROLE_WORDS[saved.role].toLowerCase()}`),
  });
  const remove = useMutation({
    ...organizationsRemoveMemberMutation(),
    onSuccess: () => done(`${asked ? nameOf(asked.person) : "The person"} is removed`),
  });
  const link = useMutation(organizationsPasswordResetLinkMutation());
  const name = asked ? nameOf(asked.person) : "";
  const path = { org, user_id: asked?.person.id ?? "" };
  const close = () => {
    setAsked(null);
    change.reset();
    remove.reset();
  };
  return (
    <>
      <MemberList
        rows={rows}
        rolesFor={(row) => rolesFor(me.data?.role ?? null, row.role)}
        onRole={(person, role) => role !== person.role && setAsked({ person, role })}
        onRemove={(person) => setAsked({ person, role: null })}
        onPasswordLink={(person) => link.mutate({ path: { org, user_id: person.id } })}
      />
      {(link.data || link.error) && (
        <LinkDialog
          title="Link for a new password"
          label={link.data?.email ?? ""}
          link={link.data?.reset_path ?? null}
          note="Shown once, and works once within an hour. Hand it to this person alone: whoever opens it chooses the password."
          error={link.error}
          onClose={link.reset}
        />
      )}
      <ConfirmDialog
        open={asked?.role != null}
        onOpenChange={close}
        title={`Make ${name} ${asked?.role ? ROLE_WORDS[asked.role].toLowerCase() : ""}?`}
        action="Change role"
        busy={change.isPending}
        error={change.error}
        onConfirm={() => asked?.role && change.mutate({ path, body: { role: asked.role } })}
      >
        {asked?.role && CONSEQUENCE[asked.role]}
      </ConfirmDialog>
      <ConfirmDialog
        open={asked?.role === null}
        onOpenChange={close}
        title={`Remove ${name} from the workspace?`}
        action="Remove"
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate({ path })}
      >
        <p className="font-medium">
          Their roles in projects and their API keys go; open pages close.
        </p>
        <p>What they made stays. To come back they need an invitation.</p>
      </ConfirmDialog>
    </>
  );
}

const CONSEQUENCE: Record<Role, string> = {
  owner: "An owner changes everything here, people and data sources included.",
  admin: "An admin changes everything here, except who is owner.",
  member: "A member works in projects and no longer manages people or data sources.",
};

/** An admin leaves owners alone; a member changes nobody. */
function rolesFor(mine: string | null, theirs: Role): Role[] {
  if (mine === "owner") return ["owner", "admin", "member"];
  return mine === "admin" && theirs !== "owner" ? ["admin", "member"] : [];
}

const nameOf = (person: UserListItem) => person.name || person.email;
