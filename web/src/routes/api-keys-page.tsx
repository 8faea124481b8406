import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import {
  apiKeysCreateKeyMutation,
  apiKeysListKeysOptions,
  apiKeysListKeysQueryKey,
  apiKeysRevokeKeyMutation,
  projectsVisibleOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { Icon } from "@/components/ui/icon";
import { Kbd } from "@/components/ui/kbd";
import { Loaded } from "@/components/ui/loaded";
import { Moment } from "@/components/ui/moment";
import { PageHead, Panel } from "@/components/ui/panel";
import { ApiKeyDialog } from "@/features/accounts/components/api-key-dialog";
import { ApiKeyList, type ApiKeyRow } from "@/features/accounts/components/api-key-list";
import { keyRequest, keyRow } from "@/features/accounts/mapping";
import { usePageActions } from "@/lib/keyboard";
import { usePageTitle } from "@/lib/page-subject";
import { toasts } from "@/lib/toast-store";

export function ApiKeysPage() {
  const queryClient = useQueryClient();
  const keys = useQuery(apiKeysListKeysOptions());
  const projects = useQuery(projectsVisibleOptions());
  const [open, setOpen] = useState(false);
  const [revoking, setRevoking] = useState<ApiKeyRow | null>(null);
  const renew = () => queryClient.invalidateQueries({ queryKey: apiKeysListKeysQueryKey() });
  const create = useMutation({ ...apiKeysCreateKeyMutation(), onSuccess: renew });
  const revoke = useMutation({
    ...apiKeysRevokeKeyMutation(),
    onSuccess: async () => {
      toasts.show(`${revoking?.name} is revoked`);
      setRevoking(null);
      await renew();
    },
  });
  const button = (
    <Button variant="primary" onClick={() => setOpen(true)}>
      <Icon as={Plus} size={14} />
      New key <Kbd onAccent>C</Kbd>
    </Button>
  );
  const nameOf = (id: string | null) =>
    projects.data?.find((project) => project.id === id)?.name ?? null;
  usePageActions({ keys: "c", label: "New key", run: () => setOpen(true) });
  usePageTitle("API keys");
  return (
    <>
      <PageHead
        title="API keys"
        intro="For scripts, CI and agents. A key acts as you."
        actions={keys.data && keys.data.length > 0 && button}
      />
      <Loaded of={keys}>
        {(found) =>
          found.length === 0 ? (
            <Panel>
              <EmptyState title="You have no key" action={button}>
                A key lets a program read, or also change, what you may. Its text is shown once.
              </EmptyState>
            </Panel>
          ) : (
            <ApiKeyList
              rows={found.map((key) => keyRow(key, nameOf(key.project_id)))}
              onRevoke={setRevoking}
            />
          )
        }
      </Loaded>
      {open && (
        <ApiKeyDialog
          open
          onOpenChange={() => {
            setOpen(false);
            create.reset();
          }}
          projects={(projects.data ?? []).map((project) => ({
            value: project.slug,
            label: project.name,
          }))}
          token={create.data?.token ?? null}
          error={create.error}
          busy={create.isPending}
          onCreate={(draft) => create.mutate({ body: keyRequest(draft) })}
        />
      )}
      <ConfirmDialog
        open={revoking !== null}
        onOpenChange={() => {
          setRevoking(null);
          revoke.reset();
        }}
        title={`Revoke ${revoking?.name}?`}
        action="Revoke key"
        busy={revoke.isPending}
        error={revoke.error}
        onConfirm={() => revoking && revoke.mutate({ path: { key_id: revoking.id } })}
      >
        <p className="font-medium">
          {revoking?.lastUsedAt ? (
            <>
              Last used <Moment at={revoking.lastUsedAt} ago />.
            </>
          ) : (
            "It was never used."
          )}
        </p>
        <p>Whatever uses it is refused from now on. This cannot be undone.</p>
      </ConfirmDialog>
    </>
  );
}
