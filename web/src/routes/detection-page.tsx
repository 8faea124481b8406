import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  signalsChangeSettingsMutation,
  signalsReadSettingsOptions,
  signalsReadSettingsQueryKey,
} from "@/api/generated/@tanstack/react-query.gen";
import type { SignalsReadSettingsResponse } from "@/api/generated/types.gen";
import { Button } from "@/components/ui/button";
import { ErrorPanel } from "@/components/ui/error-panel";
import { Loaded } from "@/components/ui/loaded";
import { PageHead } from "@/components/ui/panel";
import { SaveBar } from "@/components/ui/save-bar";
import { UnsavedGuard } from "@/components/ui/unsaved-guard";
import { DetectionForm } from "@/features/signals/components/detection-form";
import { detectionDraft, detectionRequest } from "@/features/signals/detection-mapping";
import { usePageActions } from "@/lib/keyboard";
import { usePageTitle } from "@/lib/page-subject";
import { problemOf } from "@/lib/problem";
import { toasts } from "@/lib/toast-store";
import { useProject, useSlug } from "./project-context";

export function DetectionPage() {
  const slug = useSlug();
  const settings = useQuery(signalsReadSettingsOptions({ path: { slug } }));
  usePageTitle("Detection");
  return (
    <>
      <PageHead
        title="Detection"
        intro="When a number counts as out of its band. Changes apply from the next run on."
      />
      <Loaded of={settings}>{(found) => <Editor key={found.updated_at} settings={found} />}</Loaded>
    </>
  );
}

function Editor({ settings }: { settings: SignalsReadSettingsResponse }) {
  const { slug, mayEdit } = useProject();
  const queryClient = useQueryClient();
  const stored = detectionDraft(settings);
  const [draft, setDraft] = useState(stored);
  const save = useMutation({
    ...signalsChangeSettingsMutation(),
    onSuccess: (saved) => {
      queryClient.setQueryData(signalsReadSettingsQueryKey({ path: { slug } }), saved);
      toasts.show("The detection settings are saved");
    },
  });
  const changed = JSON.stringify(draft) !== JSON.stringify(stored);
  const send = () => save.mutate({ path: { slug }, body: detectionRequest(draft) });
  usePageActions(
    mayEdit && changed && { keys: "mod+s", inFields: true, label: "Save settings", run: send },
  );
  const problem = save.error ? problemOf(save.error) : null;
  return (
    <>
      <DetectionForm
        draft={draft}
        onChange={(change) => setDraft((before) => ({ ...before, ...change }))}
        errors={problem?.fields ?? {}}
        readOnly={!mayEdit}
      />
      {problem && Object.keys(problem.fields).length === 0 && <ErrorPanel error={save.error} />}
      <UnsavedGuard edited={changed} />
      {mayEdit && changed && (
        <SaveBar>
          <Button variant="primary" busy={save.isPending && "Saving"} onClick={send}>
            Save settings
          </Button>
          <Button variant="ghost" onClick={() => setDraft(stored)}>
            Discard
          </Button>
        </SaveBar>
      )}
    </>
  );
}
