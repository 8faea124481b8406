import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import {
  organizationsListMineQueryKey,
  organizationsReadOptions,
  organizationsUpdateMutation,
} from "@/api/generated/@tanstack/react-query.gen";
import type { OrganizationOut } from "@/api/generated/types.gen";
import { RadioChoice } from "@/components/ui/choice";
import { ErrorPanel } from "@/components/ui/error-panel";
import { Loaded } from "@/components/ui/loaded";
import { Panel } from "@/components/ui/panel";
import { toasts } from "@/lib/toast-store";
import { useInstanceOwner } from "./instance-owner";

type Default = OrganizationOut["default_project_role"];

const CHOICES: { value: Default; label: string; hint: string }[] = [
  { value: "editor", label: "Edit", hint: "Members change every project. Right for a small team." },
  {
    value: "viewer",
    label: "Look",
    hint: "Members read every project and change those they made.",
  },
  { value: "none", label: "Nothing", hint: "Members see the projects they made or were added to." },
];

/** What a member may do in a project where they have no role of their own. */
export function WorkspaceAccess({ org }: { org: string }) {
  const queryClient = useQueryClient();
  const { isOwner } = useInstanceOwner();
  const options = organizationsReadOptions({ path: { org } });
  const organization = useQuery(options);
  const update = useMutation({
    ...organizationsUpdateMutation(),
    onSuccess: async (saved) => {
      queryClient.setQueryData(options.queryKey, saved);
      toasts.show("The default access is saved");
      await queryClient.invalidateQueries({ queryKey: organizationsListMineQueryKey() });
    },
  });
  return (
    <Panel title="Default access to projects" ruled className="max-w-[760px]">
      <div className="grid gap-3 px-3.5 py-3 text-ink-2">
        <Loaded of={organization}>
          {({ default_project_role }) =>
            isOwner ? (
              <RadioChoice
                label="Without a role of their own in a project, members may"
                value={
                  update.isPending
                    ? (update.variables.body.default_project_role ?? default_project_role)
                    : default_project_role
                }
                onChange={(wanted) =>
                  update.mutate({ path: { org }, body: { default_project_role: wanted } })
                }
                options={CHOICES}
              />
            ) : (
              <p>{CHOICES.find((choice) => choice.value === default_project_role)?.hint}</p>
            )
          }
        </Loaded>
        {update.error && <ErrorPanel error={update.error} />}
      </div>
    </Panel>
  );
}
