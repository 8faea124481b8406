import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import {
  organizationsListMineOptions,
  projectsAddMemberMutation,
  projectsListMembersOptions,
  projectsRemoveMemberMutation,
  projectsUpdateMemberMutation,
  usersRosterOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import type { MemberOut } from "@/api/generated/types.gen";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Icon } from "@/components/ui/icon";
import { Loaded } from "@/components/ui/loaded";
import { Panel } from "@/components/ui/panel";
import { AddMemberDialog } from "@/features/projects/components/add-member-dialog";
import {
  MEMBER_WORDS,
  type MemberRole,
  ProjectMemberList,
} from "@/features/projects/components/project-member-list";
import { problemOf } from "@/lib/problem";
import { toasts } from "@/lib/toast-store";

/** Who has a role of their own in this project, and what holds for the others. */
export function ProjectMembers({ slug, may }: { slug: string; may: boolean }) {
  const queryClient = useQueryClient();
  const members = useQuery(projectsListMembersOptions({ path: { slug } }));
  const [adding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<MemberOut | null>(null);
  // Roles open and close pages: everything kept is asked for again.
  const done = async (said: string) => {
    toasts.show(said);
    setAdding(false);
    setLeaving(null);
    await queryClient.invalidateQueries();
  };
  const add = useMutation({
    ...projectsAddMemberMutation(),
    onSuccess: (row) => done(`${nameOf(row)}: ${MEMBER_WORDS[row.role].toLowerCase()}`),
  });
  const update = useMutation({
    ...projectsUpdateMemberMutation(),
    onSuccess: (row) => done(`${nameOf(row)}: ${MEMBER_WORDS[row.role].toLowerCase()}`),
    onError: (error) => toasts.show(problemOf(error).detail),
  });
  const remove = useMutation({
    ...projectsRemoveMemberMutation(),
    onSuccess: () => done(`${leaving ? nameOf(leaving) : "The person"} has no role here any more`),
  });
  const change = (row: MemberOut, role: MemberRole) =>
    role !== row.role && update.mutate({ path: { slug, user_id: row.user_id }, body: { role } });
  return (
    <Panel
      title="Members"
      ruled
      className="max-w-[760px]"
      actions={
        may && (
          <Button size="sm" onClick={() => setAdding(true)}>
            <Icon as={Plus} size={13} />
            Add member
          </Button>
        )
      }
    >
      <Loaded of={members}>
        {(rows) =>
          rows.length > 0 && (
            <ProjectMemberList
              rows={rows}
              onRole={may ? change : undefined}
              onRemove={may ? setLeaving : undefined}
            />
          )
        }
      </Loaded>
      <Others />
      {adding && (
        <NewMember
          taken={(members.data ?? []).map((row) => row.user_id)}
          error={add.error}
          busy={add.isPending}
          onClose={() => {
            setAdding(false);
            add.reset();
          }}
          onAdd={(user_id, role) => add.mutate({ path: { slug }, body: { user_id, role } })}
        />
      )}
      <ConfirmDialog
        open={leaving !== null}
        onOpenChange={() => {
          setLeaving(null);
          remove.reset();
        }}
        title={`Remove ${leaving ? nameOf(leaving) : ""}?`}
        action="Remove member"
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => leaving && remove.mutate({ path: { slug, user_id: leaving.user_id } })}
      >
        The default of the workspace holds for them from now on.
      </ConfirmDialog>
    </Panel>
  );
}

type NewProps = Omit<Parameters<typeof AddMemberDialog>[0], "people"> & { taken: string[] };

function NewMember({ taken, ...rest }: NewProps) {
  const people = useQuery(usersRosterOptions({ query: { limit: 1000 } }));
  const options = (people.data ?? [])
    .filter((person) => !taken.includes(person.id))
    .map((person) => ({ value: person.id, label: nameOf(person), hint: person.email }));
  return <AddMemberDialog people={options} {...rest} />;
}

const DEFAULTS: Record<MemberRole, string> = {
  editor: "Everybody else of the workspace may edit.",
  viewer: "Everybody else of the workspace may look.",
  none: "Nobody else of the workspace sees this project.",
};

function Others() {
  const organizations = useQuery(organizationsListMineOptions());
  const role = organizations.data?.[0]?.default_project_role;
  return (
    <p className="px-3.5 py-3 text-ink-2">
      Owners and admins of the workspace see and change every project. {role && DEFAULTS[role]}
    </p>
  );
}

const nameOf = (person: { name: string | null; email: string }) => person.name || person.email;
