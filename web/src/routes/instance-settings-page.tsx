import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  settingsChangeMutation,
  settingsReadOptions,
  settingsReadQueryKey,
} from "@/api/generated/@tanstack/react-query.gen";
import type { InstanceSettings } from "@/api/generated/types.gen";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { ErrorPanel } from "@/components/ui/error-panel";
import { Loaded } from "@/components/ui/loaded";
import { PageHead } from "@/components/ui/panel";
import { SaveBar } from "@/components/ui/save-bar";
import { UnsavedGuard } from "@/components/ui/unsaved-guard";
import { SettingsForm } from "@/features/settings/components/settings-form";
import { changesOf, draftOf, fieldsOf, requestOf } from "@/features/settings/draft";
import { labelOf, SECTIONS, type SectionName } from "@/features/settings/words";
import { usePageActions } from "@/lib/keyboard";
import { usePageTitle } from "@/lib/page-subject";
import { problemOf } from "@/lib/problem";
import { toasts } from "@/lib/toast-store";
import { InstanceMailTest } from "./instance-mail-test";
import { OperatorOnly } from "./operator";

export const RuntimeSettingsPage = () => <SectionPage section="runtime" />;
export const EmailSettingsPage = () => <SectionPage section="email" />;
export const SecuritySettingsPage = () => <SectionPage section="security" />;
export const ObservabilitySettingsPage = () => <SectionPage section="observability" />;

function SectionPage({ section }: { section: SectionName }) {
  const { title, intro } = SECTIONS[section];
  usePageTitle(title);
  return (
    <>
      <PageHead title={title} intro={intro} />
      <OperatorOnly>
        <Section key={section} section={section} />
      </OperatorOnly>
    </>
  );
}

function Section({ section }: { section: SectionName }) {
  const settings = useQuery(settingsReadOptions());
  return (
    <Loaded of={settings}>
      {(found) => (
        <>
          <Editor key={JSON.stringify(found[section])} settings={found} section={section} />
          {section === "email" && <InstanceMailTest settings={found} />}
        </>
      )}
    </Loaded>
  );
}

function Editor({ settings, section }: { settings: InstanceSettings; section: SectionName }) {
  const queryClient = useQueryClient();
  const fields = fieldsOf(settings, section);
  const stored = draftOf(settings, section);
  const [draft, setDraft] = useState(stored);
  const save = useMutation({
    ...settingsChangeMutation(),
    onSuccess: async (saved) => {
      setDraft(draftOf(saved, section));
      queryClient.setQueryData(settingsReadQueryKey(), saved);
      toasts.show(`${SECTIONS[section].title}: saved`);
      await queryClient.invalidateQueries();
    },
  });
  const changes = changesOf(draft, stored);
  const changed = Object.keys(changes).length > 0;
  const send = () => save.mutate({ body: { [section]: requestOf(changes, fields) } });
  usePageActions(changed && { keys: "mod+s", inFields: true, label: "Save settings", run: send });
  const problem = save.error ? problemOf(save.error) : null;
  const shown = fields.some(({ name }) => problem?.fields[name]);
  return (
    <>
      <SettingsForm
        settings={settings}
        section={section}
        draft={draft}
        onChange={(name, value) => setDraft((before) => ({ ...before, [name]: value }))}
        errors={problem?.fields ?? {}}
      />
      {problem && !shown && <ErrorPanel error={save.error} className="max-w-[760px]" />}
      <ResetSection settings={settings} section={section} disabled={changed} />
      <UnsavedGuard edited={changed} />
      {changed && (
        <SaveBar>
          <Button variant="primary" busy={save.isPending && "Saving"} onClick={send}>
            Save settings
          </Button>
          <Button
            variant="ghost"
            onClick={() => {
              setDraft(stored);
              save.reset();
            }}
          >
            Discard
          </Button>
        </SaveBar>
      )}
    </>
  );
}

type ResetProps = { settings: InstanceSettings; section: SectionName; disabled: boolean };

/** Everything saved in the section goes, and the environment holds again. */
function ResetSection({ settings, section, disabled }: ResetProps) {
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const saved = fieldsOf(settings, section).filter(({ source }) => source === "override");
  const reset = useMutation({
    ...settingsChangeMutation(),
    onSuccess: async (after) => {
      setAsking(false);
      queryClient.setQueryData(settingsReadQueryKey(), after);
      toasts.show(`${SECTIONS[section].title}: as the environment has it`);
      await queryClient.invalidateQueries();
    },
  });
  if (saved.length === 0)
    return (
      <p className="text-small text-ink-3">
        Nothing of this section is saved here: it is all as the environment and the defaults have
        it.
      </p>
    );
  return (
    <div>
      <Button onClick={() => setAsking(true)} disabled={disabled}>
        Reset section
      </Button>
      {disabled && (
        <p className="mt-1 text-small text-ink-3">Save or discard what you changed first.</p>
      )}
      <ConfirmDialog
        open={asking}
        onOpenChange={(open) => {
          setAsking(open);
          reset.reset();
        }}
        title={`Reset ${SECTIONS[section].title}?`}
        action="Reset section"
        busy={reset.isPending}
        error={reset.error}
        onConfirm={() => reset.mutate({ body: { reset: [section] } })}
      >
        <p>What was saved here goes, and the environment or the default holds again:</p>
        <ul className="list-disc pl-5">
          {saved.map((field) => (
            <li key={field.name}>
              {labelOf(field.name)}
              {field.kind !== "secret" && <>: back to {said(field.fallback)}</>}
            </li>
          ))}
        </ul>
      </ConfirmDialog>
    </div>
  );
}

function said(value: InstanceSettings["runtime"][string]): string {
  if (value === null || value === "" || (Array.isArray(value) && value.length === 0))
    return "nothing";
  if (typeof value === "boolean") return value ? "on" : "off";
  return Array.isArray(value) ? value.join(", ") : String(value);
}
