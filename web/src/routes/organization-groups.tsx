import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import {
  groupsCreateGroupMutation,
  groupsDeleteGroupMutation,
  groupsListGroupsOptions,
  groupsRenameGroupMutation,
} from "@/api/generated/@tanstack/react-query.gen";
import type { GroupOut } from "@/api/generated/types.gen";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { Icon } from "@/components/ui/icon";
import { Loaded } from "@/components/ui/loaded";
import { Panel } from "@/components/ui/panel";
import { GroupList } from "@/features/accounts/components/group-list";
import { GroupNameDialog } from "@/features/accounts/components/group-name-dialog";
import { plural } from "@/lib/format-number";
import { toasts } from "@/lib/toast-store";
import { OrganizationGroup } from "./organization-group";

type Open = { as: "new" } | { as: "read" | "rename" | "delete"; group: GroupOut };

/** Named sets of people: members read them, owners and admins change them. */
export function OrganizationGroups({ org, may }: { org: string; may: boolean }) {
  const queryClient = useQueryClient();
  const groups = useQuery(groupsListGroupsOptions({ path: { org } }));
  const [open, setOpen] = useState<Open | null>(null);
  const done = async (said: string) => {
    toasts.show(said);
    setOpen(null);
    await queryClient.invalidateQueries();
  };
  const create = useMutation({
    ...groupsCreateGroupMutation(),
    onSuccess: async (made) => {
      await done(`${made.name} is created`);
      setOpen({ as: "read", group: made });
    },
  });
  const rename = useMutation({
    ...groupsRenameGroupMutation(),
    onSuccess: (saved) => done(`The group is called ${saved.name} now`),
  });
  const remove = useMutation({
    ...groupsDeleteGroupMutation(),
    onSuccess: () => done("The group is deleted"),
  });
  const close = () => {
    setOpen(null);
    create.reset();
    rename.reset();
    remove.reset();
  };
  const show = (as: "read" | "rename" | "delete") => (group: GroupOut) => setOpen({ as, group });
  const add = (
    <Button size="sm" onClick={() => setOpen({ as: "new" })}>
      <Icon as={Plus} size={13} />
      New group
    </Button>
  );
  return (
    <Panel
      title="Groups"
      note={groups.data && groups.data.length > 0 && plural(groups.data.length, "group")}
      ruled
      className="max-w-[760px]"
      actions={may && groups.data && groups.data.length > 0 && add}
    >
      <Loaded of={groups}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title="There is no group yet" action={may && add}>
              A group names people who belong together, such as a team.
            </EmptyState>
          ) : (
            <GroupList
              rows={rows}
              onOpen={show("read")}
              onRename={may ? show("rename") : undefined}
              onDelete={may ? show("delete") : undefined}
            />
          )
        }
      </Loaded>
      {open?.as === "new" && (
        <GroupNameDialog
          title="New group"
          action="Create group"
          error={create.error}
          busy={create.isPending}
          onClose={close}
          onSave={(name) => create.mutate({ path: { org }, body: { name } })}
        />
      )}
      {open?.as === "rename" && (
        <GroupNameDialog
          title={`Rename ${open.group.name}`}
          action="Rename"
          stored={open.group.name}
          error={rename.error}
          busy={rename.isPending}
          onClose={close}
          onSave={(name) =>
            rename.mutate({ path: { org, group_id: open.group.id }, body: { name } })
          }
        />
      )}
      {open?.as === "read" && (
        <OrganizationGroup org={org} group={open.group} may={may} onClose={close} />
      )}
      <ConfirmDialog
        open={open?.as === "delete"}
        onOpenChange={close}
        title={open?.as === "delete" ? `Delete ${open.group.name}?` : ""}
        action="Delete group"
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() =>
          open?.as === "delete" && remove.mutate({ path: { org, group_id: open.group.id } })
        }
      >
        {open?.as === "delete" &&
          `Its ${plural(open.group.member_count, "member")} stay in the organization.`}
      </ConfirmDialog>
    </Panel>
  );
}
