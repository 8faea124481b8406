import { useMutation, useQueryClient } from "@tanstack/react-query";
import {
  alertingCreateDestinationMutation,
  alertingTestDraftMutation,
} from "@/api/generated/@tanstack/react-query.gen";
import type { Destination, DestinationIn } from "@/api/generated/types.gen";
import { DestinationDialog } from "@/features/alerts/components/destination-dialog";
import { WebhookCreated } from "@/features/alerts/components/webhook-created";
import { type DestinationDraft, membersOf } from "@/features/alerts/destination-forms";
import { probeAnswer } from "@/features/alerts/mapping";
import { NEW_RULE } from "@/features/alerts/view-model";
import { RuleEditor } from "./alerting-rules";
import { useProject } from "./project-context";

type Adding = "destination" | "rule" | null;
type Props = {
  adding: Adding;
  onAdd: (what: Adding) => void;
  onRuleSaved: () => void;
  destinations: Destination[];
};

/** A destination, its secret this one time where it has one, and the rule that comes next. */
export function AddDialogs({ adding, onAdd, onRuleSaved, destinations }: Props) {
  const { slug, isDemo } = useProject();
  const queryClient = useQueryClient();
  const test = useMutation(alertingTestDraftMutation());
  const create = useMutation({
    ...alertingCreateDestinationMutation(),
    onSuccess: (made) => {
      void queryClient.invalidateQueries();
      if (made.signing_secret === null) onAdd(null);
    },
  });
  const request = (draft: DestinationDraft) => ({
    path: { slug },
    body: { type: draft.kind, ...membersOf(draft) } as DestinationIn,
  });
  const close = () => {
    onAdd(null);
    test.reset();
    create.reset();
  };
  if (adding === "rule")
    return (
      <RuleEditor
        rule={null}
        initial={{ ...NEW_RULE, destinationId: create.data?.id ?? destinations[0]?.id ?? "" }}
        destinations={destinations}
        onClose={close}
        onSaved={() => {
          close();
          onRuleSaved();
        }}
      />
    );
  if (adding !== "destination") return null;
  if (create.data?.signing_secret)
    return (
      <WebhookCreated
        name={create.data.name}
        secret={create.data.signing_secret}
        onClose={close}
        onRule={() => onAdd("rule")}
      />
    );
  return (
    <DestinationDialog
      initial={{ kind: isDemo ? "demo_sink" : "slack", name: "", values: {} }}
      onClose={close}
      test={{
        answer: test.data ? probeAnswer(test.data) : null,
        error: test.error,
        busy: test.isPending,
      }}
      save={{ error: create.error, busy: create.isPending }}
      onTest={(draft) => test.mutate(request(draft))}
      onSave={(draft) => create.mutate(request(draft))}
    />
  );
}
