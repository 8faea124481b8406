import { Check, X } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import { ErrorPanel } from "@/components/ui/error-panel";
import { TextField } from "@/components/ui/field";
import { problemOf } from "@/lib/problem";
import type { ProbeAnswer, WebhookDraft } from "../view-model";

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  test: { answer: ProbeAnswer | null; error: unknown; busy: boolean };
  save: { error: unknown; busy: boolean };
  onTest: (draft: WebhookDraft) => void;
  onSave: (draft: WebhookDraft) => void;
  /** A demo has nothing but sinks, which need no address. */
  sink?: boolean;
};

export function WebhookDialog({
  open,
  onOpenChange,
  test,
  save,
  onTest,
  onSave,
  sink = false,
}: Props) {
  const [draft, setDraft] = useState<WebhookDraft>({ name: "", targetUrl: "" });
  const errors = save.error ? problemOf(save.error).fields : {};
  const bad = draft.targetUrl !== "" && !/^https?:\/\/\S+$/.test(draft.targetUrl);
  const ready = draft.name.trim() !== "" && (sink || (draft.targetUrl !== "" && !bad));
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={sink ? "Add a demo sink" : "Add a webhook"}
      description={
        sink
          ? "Nothing leaves a demo: messages are simulated and stay in the delivery log."
          : "Each alert is sent there as JSON."
      }
      footer={
        <>
          {!ready && (
            <span className="mr-auto text-small text-ink-3">
              {sink ? "Needs a name" : "Needs a name and an address"}
            </span>
          )}
          <Button busy={test.busy && "Sending"} disabled={!ready} onClick={() => onTest(draft)}>
            Send a test
          </Button>
          <Button
            variant="primary"
            busy={save.busy && "Saving"}
            disabled={!ready}
            onClick={() => onSave(draft)}
          >
            {sink ? "Add sink" : "Add webhook"}
          </Button>
        </>
      }
    >
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) onSave(draft);
        }}
      >
        <TextField
          label="Name"
          value={draft.name}
          error={errors.name}
          onChange={(event) => setDraft({ ...draft, name: event.target.value })}
        />
        {!sink && (
          <TextField
            mono
            type="url"
            label="Address"
            placeholder="https://…"
            value={draft.targetUrl}
            error={bad ? "An address starts with http:// or https://" : errors.target_url}
            hint="Stored encrypted and not shown again."
            onChange={(event) => setDraft({ ...draft, targetUrl: event.target.value })}
          />
        )}
        {test.error !== null && test.error !== undefined && <ErrorPanel error={test.error} />}
        {test.answer && (
          <div role="status">
            <Callout tone={test.answer.ok ? "ok" : "signal"} icon={test.answer.ok ? Check : X}>
              {test.answer.message}
            </Callout>
          </div>
        )}
        {save.error !== null && save.error !== undefined && <ErrorPanel error={save.error} />}
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
