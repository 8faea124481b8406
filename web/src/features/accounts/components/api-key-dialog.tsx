import { useState } from "react";
import { Button } from "@/components/ui/button";
import { RadioChoice } from "@/components/ui/choice";
import { Dialog } from "@/components/ui/dialog";
import { ErrorPanel } from "@/components/ui/error-panel";
import { TextField } from "@/components/ui/field";
import { NumberField } from "@/components/ui/number-field";
import type { SelectOption } from "@/components/ui/option-panel";
import { SecretOnce } from "@/components/ui/secret-once";
import { Select } from "@/components/ui/select";

export type ApiKeyDraft = {
  name: string;
  scope: "read" | "write";
  expiresInDays: number | null;
  projectSlug: string | null;
};

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  projects: SelectOption[];
  token: string | null;
  error: unknown;
  busy: boolean;
  onCreate: (draft: ApiKeyDraft) => void;
};

export function ApiKeyDialog({
  open,
  onOpenChange,
  projects,
  token,
  error,
  busy,
  onCreate,
}: Props) {
  const [draft, setDraft] = useState<ApiKeyDraft>({
    name: "",
    scope: "read",
    expiresInDays: 90,
    projectSlug: null,
  });
  const change = (part: Partial<ApiKeyDraft>) => setDraft((before) => ({ ...before, ...part }));
  const submit = () => draft.name.trim() && onCreate(draft);
  if (token) {
    return (
      <Dialog
        open={open}
        onOpenChange={onOpenChange}
        title="Key created"
        footer={
          <Button variant="primary" onClick={() => onOpenChange(false)}>
            I have copied it
          </Button>
        }
      >
        <SecretOnce
          label={draft.name}
          secret={token}
          note="Shown once. The server keeps only a fingerprint of it."
        />
      </Dialog>
    );
  }
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="New API key"
      description="For scripts, CI and agents. It acts as you."
      footer={
        <>
          {!draft.name.trim() && (
            <span className="mr-auto text-small text-ink-3">Give it a name</span>
          )}
          <Button
            variant="primary"
            busy={busy && "Creating"}
            disabled={!draft.name.trim()}
            onClick={submit}
          >
            Create key
          </Button>
        </>
      }
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextField
          label="Name"
          maxLength={100}
          value={draft.name}
          onChange={(event) => change({ name: event.target.value })}
        />
        <RadioChoice
          label="Scope"
          value={draft.scope}
          onChange={(scope) => change({ scope })}
          options={[
            { value: "read", label: "Read", hint: "Every read, nothing else." },
            { value: "write", label: "Read and write", hint: "Also changes what you may change." },
          ]}
        />
        <div className="grid gap-3 sm:grid-cols-2">
          <Select
            label="Project"
            options={projects}
            value={draft.projectSlug}
            clearLabel="All projects"
            onClear={() => change({ projectSlug: null })}
            onChange={(projectSlug) => change({ projectSlug })}
          />
          <NumberField
            label="Expires in"
            unit="days"
            hint="Empty: never"
            min={1}
            max={3650}
            value={draft.expiresInDays}
            onChange={(expiresInDays) => change({ expiresInDays })}
          />
        </div>
        {error !== null && error !== undefined && <ErrorPanel error={error} />}
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
