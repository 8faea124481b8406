import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorPanel } from "@/components/ui/error-panel";
import { TextAreaField, TextField } from "@/components/ui/field";
import { Fold } from "@/components/ui/fold";
import { problemOf } from "@/lib/problem";
import { slugify } from "./slugify";

export type ProjectDraft = { name: string; slug: string; description: string };

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  error: unknown;
  busy: boolean;
  onCreate: (draft: ProjectDraft) => void;
};

export function NewProjectDialog({ open, onOpenChange, error, busy, onCreate }: Props) {
  const [name, setName] = useState("");
  const [typedSlug, setTypedSlug] = useState<string | null>(null);
  const [description, setDescription] = useState("");
  const slug = typedSlug ?? slugify(name);
  const problem = error ? problemOf(error) : null;
  const slugError = problem?.status === 409 ? problem.detail : problem?.fields.slug;
  const ready = name.trim() !== "" && slug !== "";
  const submit = () =>
    ready && onCreate({ name: name.trim(), slug, description: description.trim() });
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="New project"
      description="One product: its plan, its data and who is told."
      footer={
        <>
          {!ready && <span className="mr-auto text-small text-ink-3">Give it a name</span>}
          <Button variant="primary" busy={busy && "Creating"} disabled={!ready} onClick={submit}>
            Create project
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
          maxLength={255}
          value={name}
          error={problem?.fields.name}
          onChange={(event) => setName(event.target.value)}
        />
        <TextAreaField
          label="Description"
          rows={2}
          value={description}
          onChange={(event) => setDescription(event.target.value)}
        />
        <Fold
          title="Customize URL"
          summary={slug ? `/p/${slug}` : "made from the name"}
          open={Boolean(slugError) || undefined}
        >
          <TextField
            mono
            label="Slug"
            value={slug}
            error={slugError}
            hint="Small letters, digits and hyphens."
            onChange={(event) => setTypedSlug(event.target.value)}
          />
        </Fold>
        {problem && !slugError && Object.keys(problem.fields).length === 0 && (
          <ErrorPanel error={error} />
        )}
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
