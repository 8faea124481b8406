import { useMutation, useQueryClient } from "@tanstack/react-query";
import {
  alertingTestDraftMutation,
  alertingUpdateDestinationMutation,
} from "@/api/generated/@tanstack/react-query.gen";
import type { Destination, DestinationDraft as DraftBody } from "@/api/generated/types.gen";
import { DestinationDialog } from "@/features/alerts/components/destination-dialog";
import {
  type DestinationDraft,
  FORMS,
  type FormKind,
  membersOf,
} from "@/features/alerts/destination-forms";
import { probeAnswer } from "@/features/alerts/mapping";
import { toasts } from "@/lib/toast-store";
import { useProject } from "./project-context";

/** A stored destination: what is no secret is shown, and empty secrets stay. */
export function EditDestination({ of, onClose }: { of: Destination; onClose: () => void }) {
  const { slug } = useProject();
  const queryClient = useQueryClient();
  const test = useMutation(alertingTestDraftMutation());
  const update = useMutation({
    ...alertingUpdateDestinationMutation(),
    onSuccess: async (saved) => {
      await queryClient.invalidateQueries();
      toasts.show(`${saved.name} is saved`);
      onClose();
    },
  });
  return (
    <DestinationDialog
      stored
      initial={draftOf(of)}
      onClose={onClose}
      test={{
        answer: test.data ? probeAnswer(test.data) : null,
        error: test.error,
        busy: test.isPending,
      }}
      save={{ error: update.error, busy: update.isPending }}
      onTest={(draft) =>
        test.mutate({
          path: { slug },
          body: { type: draft.kind, destination_id: of.id, ...membersOf(draft) } as DraftBody,
        })
      }
      onSave={(draft) =>
        update.mutate({ path: { slug, destination_id: of.id }, body: membersOf(draft) })
      }
    />
  );
}

function draftOf(of: Destination): DestinationDraft {
  const kind = of.type as FormKind;
  const stored = of as unknown as Record<string, string | string[] | null | undefined>;
  const values = FORMS[kind].fields
    .filter((field) => !field.secret)
    .map((field) => {
      const value = stored[field.member];
      return [field.member, Array.isArray(value) ? value.join("\n") : (value ?? "")];
    });
  return { kind, name: of.name, values: Object.fromEntries(values) };
}
