import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import {
  authMeOptions,
  organizationsDeleteMutation,
  organizationsListMembersOptions,
  organizationsTransferOwnershipMutation,
} from "@/api/generated/@tanstack/react-query.gen";
import { organizationsDeletion } from "@/api/generated/sdk.gen";
import type { OrganizationOut } from "@/api/generated/types.gen";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { ErrorPanel } from "@/components/ui/error-panel";
import { TextField } from "@/components/ui/field";
import { Panel } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import { DestroyDialog } from "@/features/losses/components/destroy-dialog";
import { toasts } from "@/lib/toast-store";

type Props = { organization: OrganizationOut };

/** What only an owner does, and cannot take back alone. */
export function OrganizationDanger({ organization }: Props) {
  const [open, setOpen] = useState<"hand-over" | "delete" | null>(null);
  const close = () => setOpen(null);
  return (
    <Panel title="Danger zone" ruled className="max-w-[760px]">
      <Act
        title="Hand over"
        note="Another member becomes an owner, and you an admin."
        button={<Button onClick={() => setOpen("hand-over")}>Hand over</Button>}
      />
      {organization.is_default ? (
        <Act
          title="Delete organization"
          note="The first organization of an instance stays, so this one cannot be deleted."
        />
      ) : (
        <Act
          title="Delete organization"
          note="With its projects, its sources and its keys. The warehouses are not touched."
          button={
            <Button variant="danger" onClick={() => setOpen("delete")}>
              Delete organization
            </Button>
          }
        />
      )}
      {open === "hand-over" && <HandOver organization={organization} onClose={close} />}
      {open === "delete" && <DeleteDialog organization={organization} onClose={close} />}
    </Panel>
  );
}

function Act({ title, note, button }: { title: string; note: string; button?: React.ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-3.5 py-3 last:border-b-0">
      <div className="min-w-[220px] flex-1">
        <p className="font-medium">{title}</p>
        <p className="text-small text-ink-3">{note}</p>
      </div>
      {button}
    </div>
  );
}

type DialogProps = Props & { onClose: () => void };

function HandOver({ organization, onClose }: DialogProps) {
  const queryClient = useQueryClient();
  const path = { org: organization.slug };
  const me = useQuery(authMeOptions());
  const people = useQuery(organizationsListMembersOptions({ path, query: { limit: 1000 } }));
  const [heir, setHeir] = useState<string | null>(null);
  const transfer = useMutation({
    ...organizationsTransferOwnershipMutation(),
    onSuccess: async (owner) => {
      toasts.show(`${owner.name || owner.email} owns ${organization.name} now`);
      onClose();
      await queryClient.invalidateQueries();
    },
  });
  const others = (people.data ?? []).filter(({ id }) => id !== me.data?.id);
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Hand over ${organization.name}?`}
      action="Hand over"
      busy={transfer.isPending}
      disabled={heir === null}
      error={transfer.error}
      onConfirm={() => heir && transfer.mutate({ path, body: { user_id: heir } })}
    >
      <p>You stay as an admin. Only an owner can make you one again.</p>
      {people.error ? (
        <ErrorPanel error={people.error} onRetry={() => void people.refetch()} />
      ) : (
        <Select
          label="New owner"
          options={others.map(({ id, name, email }) => ({
            value: id,
            label: name || email,
            hint: name ? email : undefined,
          }))}
          value={heir}
          onChange={setHeir}
          hint={people.data && others.length === 0 ? "Nobody else is in it yet." : undefined}
        />
      )}
    </ConfirmDialog>
  );
}

function DeleteDialog({ organization: { slug, name }, onClose }: DialogProps) {
  const queryClient = useQueryClient();
  const router = useRouter();
  const [typed, setTyped] = useState("");
  const remove = useMutation({
    ...organizationsDeleteMutation(),
    onSuccess: async () => {
      toasts.show(`${name} is being deleted`);
      queryClient.clear();
      await router.navigate({ to: "/", ignoreBlocker: true });
    },
  });
  return (
    <DestroyDialog
      title={`Delete ${name}?`}
      action="Delete organization"
      ask={() => organizationsDeletion({ path: { org: slug }, throwOnError: true })}
      remove={remove}
      disarmed={typed !== slug}
      onConfirm={() => remove.mutate({ path: { org: slug }, body: { confirm_slug: typed } })}
      onClose={onClose}
    >
      <div className="grid gap-3">
        <p>
          For good, and for everybody in it at once. Accounts stay; who belongs to no other
          organization cannot sign in until they are invited again.
        </p>
        <TextField
          mono
          label={`Type ${slug} to delete it`}
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
    </DestroyDialog>
  );
}
