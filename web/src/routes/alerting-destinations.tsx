import { useMutation, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import {
  alertingDeleteDestinationMutation,
  alertingListDestinationsQueryKey,
  alertingTestDestinationMutation,
} from "@/api/generated/@tanstack/react-query.gen";
import { alertingDestinationDeletion, alertingUpdateDestination } from "@/api/generated/sdk.gen";
import type { Destination } from "@/api/generated/types.gen";
import { DestinationList } from "@/features/alerts/components/destination-list";
import { destinationRow, probeAnswer } from "@/features/alerts/mapping";
import type { DestinationRow, ProbeAnswer } from "@/features/alerts/view-model";
import { DestroyDialog } from "@/features/losses/components/destroy-dialog";
import { problemOf } from "@/lib/problem";
import { toasts } from "@/lib/toast-store";
import { useOptimistic } from "@/lib/use-optimistic";
import { useProject } from "./project-context";

const EditDestination = lazy(async () => ({
  default: (await import("./alerting-edit")).EditDestination,
}));

export function DestinationsTab({ destinations }: { destinations: Destination[] }) {
  const { slug, mayEdit } = useProject();
  const queryClient = useQueryClient();
  const renew = () => queryClient.invalidateQueries();
  const [tests, setTests] = useState<Record<string, ProbeAnswer>>({});
  const [editing, setEditing] = useState<Destination | null>(null);
  const [deleting, setDeleting] = useState<DestinationRow | null>(null);
  const pathOf = (id: string) => ({ slug, destination_id: id });
  const tell = (id: string, answer: ProbeAnswer) => setTests((all) => ({ ...all, [id]: answer }));
  const test = useMutation({
    ...alertingTestDestinationMutation(),
    onSuccess: (result, asked) => tell(asked.path.destination_id, probeAnswer(result)),
    onError: (error, asked) =>
      tell(asked.path.destination_id, { ok: false, message: problemOf(error).detail }),
  });
  const toggle = useOptimistic<Destination[], { row: DestinationRow; enabled: boolean }>({
    queryKey: alertingListDestinationsQueryKey({ path: { slug } }),
    send: ({ row, enabled }) =>
      alertingUpdateDestination({ path: pathOf(row.id), body: { enabled }, throwOnError: true }),
    apply: (all, { row, enabled }) =>
      all.map((each) => (each.id === row.id ? { ...each, enabled } : each)),
    unchanged: ({ row, enabled }) => `${row.name} is still ${enabled ? "off" : "on"}`,
  });
  const remove = useMutation({
    ...alertingDeleteDestinationMutation(),
    onSuccess: async () => {
      toasts.show(`${deleting?.name} is deleted`);
      setDeleting(null);
      await renew();
    },
  });
  return (
    <>
      <DestinationList
        rows={destinations.map(destinationRow)}
        mayEdit={mayEdit}
        tests={tests}
        testing={test.isPending ? test.variables.path.destination_id : null}
        onTest={(row) => test.mutate({ path: pathOf(row.id) })}
        onToggle={(row, enabled) => toggle.mutate({ row, enabled })}
        onEdit={({ id }) => setEditing(destinations.find((each) => each.id === id) ?? null)}
        onDelete={setDeleting}
      />
      {editing && (
        <Suspense>
          <EditDestination of={editing} onClose={() => setEditing(null)} />
        </Suspense>
      )}
      {deleting && (
        <DestroyDialog
          title={`Delete ${deleting.name}?`}
          action="Delete destination"
          ask={() => alertingDestinationDeletion({ path: pathOf(deleting.id), throwOnError: true })}
          remove={remove}
          onConfirm={() => remove.mutate({ path: pathOf(deleting.id) })}
          onClose={() => {
            setDeleting(null);
            remove.reset();
          }}
        >
          Nothing is sent there any more. This cannot be undone.
        </DestroyDialog>
      )}
    </>
  );
}
