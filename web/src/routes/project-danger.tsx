import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { projectsDeleteMutation } from "@/api/generated/@tanstack/react-query.gen";
import { projectsDeletion, signalsResetAnomalies } from "@/api/generated/sdk.gen";
import type { ProjectOut } from "@/api/generated/types.gen";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorPanel } from "@/components/ui/error-panel";
import { TextField } from "@/components/ui/field";
import { Panel } from "@/components/ui/panel";
import { DestroyDialog } from "@/features/losses/components/destroy-dialog";
import { plural } from "@/lib/format-number";
import { usePageActions } from "@/lib/keyboard";
import { toasts } from "@/lib/toast-store";

export function Maintenance({ slug }: { slug: string }) {
  const [open, setOpen] = useState(false);
  usePageActions({ label: "Reset anomalies", run: () => setOpen(true) });
  return (
    <Panel title="Maintenance" ruled>
      <Act
        title="Reset anomalies"
        note="Deletes findings and the signals made of them, all or those of a past period. Counts stay."
        button={<Button onClick={() => setOpen(true)}>Reset anomalies</Button>}
      />
      {open && <ResetDialog slug={slug} onClose={() => setOpen(false)} />}
    </Panel>
  );
}

export function DangerZone({ project }: { project: ProjectOut }) {
  const [open, setOpen] = useState(false);
  usePageActions({ label: "Delete project", run: () => setOpen(true) });
  return (
    <Panel title="Danger zone" ruled>
      <Act
        title="Delete project"
        note="With its plan, its scans, what they counted and who is told. The warehouse is not touched."
        button={
          <Button variant="danger" onClick={() => setOpen(true)}>
            Delete project
          </Button>
        }
      />
      {open && <DeleteDialog project={project} onClose={() => setOpen(false)} />}
    </Panel>
  );
}

type ActProps = { title: string; note: string; button: React.ReactNode };

function Act({ title, note, button }: ActProps) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-3.5 py-3">
      <div className="min-w-[220px] flex-1">
        <p className="font-medium">{title}</p>
        <p className="text-small text-ink-3">{note}</p>
      </div>
      {button}
    </div>
  );
}

/** Days as the browser writes them; both count as UTC, the last one whole. */
function periodOf(from: string, to: string) {
  const next = to ? Date.parse(to) + 86_400_000 : null;
  return {
    after: from ? new Date(from).toISOString() : null,
    before: next === null || next > Date.now() ? null : new Date(next).toISOString(),
  };
}

const PREVIEW = "reset-anomalies";

function ResetDialog({ slug, onClose }: { slug: string; onClose: () => void }) {
  const queryClient = useQueryClient();
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const period = periodOf(from, to);
  const ask = (dry_run: boolean) =>
    signalsResetAnomalies({ path: { slug }, body: { ...period, dry_run }, throwOnError: true });
  const preview = useQuery({
    queryKey: [PREVIEW, slug, from, to],
    queryFn: async () => (await ask(true)).data,
    gcTime: 0,
    retry: false,
  });
  const reset = useMutation({
    mutationFn: async () => (await ask(false)).data,
    onSuccess: async (counts) => {
      toasts.show(`${plural(counts.anomalies, "finding")} deleted`);
      onClose();
      await queryClient.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] !== PREVIEW,
      });
    },
  });
  const count = preview.data?.anomalies;
  const today = new Date().toISOString().slice(0, 10);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Reset anomalies"
      description="Cannot be undone. The next run of a scan may find some of them anew."
      footer={
        <>
          <Button onClick={onClose}>Keep them</Button>
          <Button
            variant="danger-solid"
            busy={reset.isPending && "Deleting"}
            disabled={!count}
            onClick={() => reset.mutate()}
          >
            {count === undefined ? "Delete findings" : `Delete ${plural(count, "finding")}`}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            type="date"
            label="From"
            hint="Empty: from the beginning."
            max={today}
            value={from}
            onChange={(event) => setFrom(event.target.value)}
          />
          <TextField
            type="date"
            label="To"
            hint="Empty: up to now. Days are UTC."
            max={today}
            value={to}
            onChange={(event) => setTo(event.target.value)}
          />
        </div>
        <p role="status" className="text-ink-2">
          {count === 0 && "No finding lies in this period."}
          {count !== undefined && count > 0 && `${plural(count, "finding")} would be deleted.`}
        </p>
        {(preview.error ?? reset.error) && <ErrorPanel error={preview.error ?? reset.error} />}
      </div>
    </Dialog>
  );
}

function DeleteDialog({ project, onClose }: { project: ProjectOut; onClose: () => void }) {
  const queryClient = useQueryClient();
  const router = useRouter();
  const [typed, setTyped] = useState("");
  const remove = useMutation({
    ...projectsDeleteMutation(),
    onSuccess: async () => {
      toasts.show(`${project.name} is deleted`);
      await router.navigate({ to: "/", ignoreBlocker: true });
      await queryClient.invalidateQueries();
    },
  });
  return (
    <DestroyDialog
      title={`Delete ${project.name}?`}
      action="Delete project"
      ask={() => projectsDeletion({ path: { slug: project.slug }, throwOnError: true })}
      remove={remove}
      disarmed={typed !== project.slug}
      onConfirm={() => remove.mutate({ path: { slug: project.slug } })}
      onClose={onClose}
    >
      <div className="grid gap-3">
        <p>For good. The audit log stays, and the warehouse is not touched.</p>
        <TextField
          mono
          label={`Type ${project.slug} to delete it`}
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
    </DestroyDialog>
  );
}
