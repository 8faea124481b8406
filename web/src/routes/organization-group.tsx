import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useState } from "react";
import {
  groupsAddToGroupMutation,
  groupsReadGroupOptions,
  groupsRemoveFromGroupMutation,
  organizationsListMembersOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import type { GroupMemberOut, GroupOut } from "@/api/generated/types.gen";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Sheet } from "@/components/ui/dialog";
import { ErrorPanel } from "@/components/ui/error-panel";
import { Icon } from "@/components/ui/icon";
import { Loaded } from "@/components/ui/loaded";
import { Select } from "@/components/ui/select";
import { plural } from "@/lib/format-number";

type Props = { org: string; group: GroupOut; may: boolean; onClose: () => void };

/** Who is in one group; owners and admins add and remove. */
export function OrganizationGroup({ org, group, may, onClose }: Props) {
  const queryClient = useQueryClient();
  const path = { org, group_id: group.id };
  const detail = useQuery(groupsReadGroupOptions({ path }));
  const renew = () => queryClient.invalidateQueries();
  const add = useMutation({ ...groupsAddToGroupMutation(), onSuccess: renew });
  const [leaving, setLeaving] = useState<GroupMemberOut | null>(null);
  const remove = useMutation({
    ...groupsRemoveFromGroupMutation(),
    onSuccess: async () => {
      setLeaving(null);
      await renew();
    },
  });
  return (
    <Sheet
      open
      onOpenChange={onClose}
      title={group.name}
      description={plural(detail.data?.members.length ?? group.member_count, "member")}
    >
      <div className="grid content-start gap-4">
        {may && (
          <Adding
            org={org}
            taken={detail.data?.members}
            onAdd={(user_id) => add.mutate({ path, body: { user_id } })}
          />
        )}
        {add.error && <ErrorPanel error={add.error} />}
        <Loaded of={detail}>
          {({ members }) =>
            members.length === 0 ? (
              <p className="text-ink-2">Nobody is in this group yet.</p>
            ) : (
              <ul aria-label={`Members of ${group.name}`}>
                {members.map((row) => (
                  <Member key={row.user_id} row={row} onRemove={may && setLeaving} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </div>
      <ConfirmDialog
        open={leaving !== null}
        onOpenChange={() => {
          setLeaving(null);
          remove.reset();
        }}
        title={`Take ${leaving ? nameOf(leaving) : ""} out of ${group.name}?`}
        action="Take out"
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => leaving && remove.mutate({ path: { ...path, user_id: leaving.user_id } })}
      >
        They stay in the organization.
      </ConfirmDialog>
    </Sheet>
  );
}

type AddingProps = {
  org: string;
  taken: GroupMemberOut[] | undefined;
  onAdd: (userId: string) => void;
};

function Adding({ org, taken, onAdd }: AddingProps) {
  const people = useQuery(
    organizationsListMembersOptions({ path: { org }, query: { limit: 1000 } }),
  );
  const inside = new Set(taken?.map(({ user_id }) => user_id));
  const options = (people.data ?? [])
    .filter(({ id }) => !inside.has(id))
    .map(({ id, name, email }) => ({
      value: id,
      label: name || email,
      hint: name ? email : undefined,
    }));
  const all = people.data !== undefined && taken !== undefined && options.length === 0;
  return (
    <Select
      label="Add a person"
      placeholder="Choose a person"
      disabled={!taken || all}
      options={options}
      value={null}
      onChange={onAdd}
      hint={all ? "Everybody of the organization is in it." : undefined}
      error={people.error ? "The people of the organization could not be loaded." : undefined}
    />
  );
}

type MemberProps = { row: GroupMemberOut; onRemove: ((row: GroupMemberOut) => void) | false };

function Member({ row, onRemove }: MemberProps) {
  const name = nameOf(row);
  return (
    <li className="flex min-h-[50px] items-center gap-2.5 border-b border-line py-1.5 last:border-b-0">
      <Avatar name={name} />
      <span className="grid min-w-0 flex-1 leading-[17px]">
        <span className="truncate font-medium">{name}</span>
        {row.name && <span className="truncate text-small text-ink-3">{row.email}</span>}
      </span>
      {onRemove && (
        <Button
          variant="ghost"
          size="sm"
          aria-label={`Take ${name} out`}
          onClick={() => onRemove(row)}
        >
          <Icon as={X} size={13} />
        </Button>
      )}
    </li>
  );
}

const nameOf = (row: GroupMemberOut) => row.name || row.email;
