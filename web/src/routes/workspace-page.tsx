import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import {
  authMeOptions,
  authStatusOptions,
  usersRosterOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import { Loaded } from "@/components/ui/loaded";
import { PageHead, Panel } from "@/components/ui/panel";
import { plural } from "@/lib/format-number";
import { usePageTitle } from "@/lib/page-subject";
import { WorkspaceAccess } from "./workspace-access";
import { WorkspaceInvitations } from "./workspace-invitations";
import { WorkspaceMembers } from "./workspace-members";

/** Who works here, and how somebody new gets in. */
export function WorkspacePage() {
  const people = useQuery(usersRosterOptions());
  const org = useQuery(authMeOptions()).data?.org ?? "";
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
      {org && <WorkspaceAccess org={org} />}
      <Loaded of={people}>
        {(rows) => (
          <Panel title="Members" note={plural(rows.length, "person", "people")} ruled>
            <WorkspaceMembers rows={rows} org={org} />
          </Panel>
        )}
      </Loaded>
      <WorkspaceInvitations />
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
              : "Closed: nobody can make an account on the sign-in page. An owner opens it in the instance settings."
          }
        </Loaded>
      </div>
    </Panel>
  );
}
