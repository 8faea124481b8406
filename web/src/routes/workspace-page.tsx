import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import {
  authMeOptions,
  authStatusOptions,
  usersChangeRoleMutation,
  usersRosterOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import type { UserListItem } from "@/api/generated/types.gen";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Loaded } from "@/components/ui/loaded";
import { PageHead, Panel } from "@/components/ui/panel";
import { MemberList, ROLE_WORDS } from "@/features/accounts/components/member-list";
import { plural } from "@/lib/format-number";
import { usePageTitle } from "@/lib/page-subject";
import { toasts } from "@/lib/toast-store";

type Role = UserListItem["role"];

/** Who works here, and how somebody new gets in. */
export function WorkspacePage() {
  const people = useQuery(usersRosterOptions());
  usePageTitle("Workspace settings");
  return (
    <>
      <PageHead
        title="Workspace settings"
        intro={
          <Link to="/data-sources" className="rounded-1 text-link">
            Data sources
          </Link>
        }
      />
      <Registration />
      <Loaded of={people}>
        {(rows) => (
          <Panel title="Members" note={plural(rows.length, "person", "people")} ruled>
            <Roster rows={rows} />
          </Panel>
        )}
      </Loaded>
    </>
  );
}

function Registration() {
  const status = useQuery(authStatusOptions());
  return (
    <Panel title="Registration" ruled className="max-w-[760px]">
      <div className="px-3.5 py-3 text-ink-2">
        <Loaded of={status}>
          {({ registration_enabled }) =>
            registration_enabled
              ? "Open: whoever reaches the sign-in page can make an account, and begins as a member."
              : "Closed: nobody can make an account on the sign-in page. Whoever runs the server opens it with REGISTRATION_MODE=open."
          }
        </Loaded>
      </div>
    </Panel>
  );
}

function Roster({ rows }: { rows: UserListItem[] }) {
  const queryClient = useQueryClient();
  const me = useQuery(authMeOptions());
  const [asked, setAsked] = useState<{ person: UserListItem; role: Role } | null>(null);
  const change = useMutation({
    ...usersChangeRoleMutation(),
    onSuccess: async (saved) => {
      toasts.show(`${saved.name || saved.email} is now ${ROLE_WORDS[saved.role].toLowerCase()}`);
      setAsked(null);
      await queryClient.invalidateQueries();
    },
  });
  return (
    <>
      <MemberList
        rows={rows}
        rolesFor={(row) => rolesFor(me.data?.role ?? null, row.role)}
        onRole={(person, role) => role !== person.role && setAsked({ person, role })}
      />
      <ConfirmDialog
        open={asked !== null}
        onOpenChange={() => {
          setAsked(null);
          change.reset();
        }}
        title={`Make ${asked?.person.name || asked?.person.email} ${asked ? ROLE_WORDS[asked.role].toLowerCase() : ""}?`}
        action="Change role"
        busy={change.isPending}
        error={change.error}
        onConfirm={() =>
          asked && change.mutate({ path: { user_id: asked.person.id }, body: { role: asked.role } })
        }
      >
        {asked && CONSEQUENCE[asked.role]}
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
