import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useRouter, useSearch } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useState } from "react";
import {
  dataSourcesListedOptions,
  eventTypesCreateMutation,
  eventTypesListedOptions,
  eventTypesListedQueryKey,
  scansReadOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import { scansCreate, scansRun, scansUpdate } from "@/api/generated/sdk.gen";
import type { ScanDetail } from "@/api/generated/types.gen";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorPanel } from "@/components/ui/error-panel";
import { Loaded } from "@/components/ui/loaded";
import { PageHead, Panel } from "@/components/ui/panel";
import { SaveBar } from "@/components/ui/save-bar";
import { UnsavedGuard } from "@/components/ui/unsaved-guard";
import { ScanForm } from "@/features/scans/components/scan-form";
import { draftOf, scanRequest, whyNotSaved } from "@/features/scans/draft-mapping";
import { EMPTY_DRAFT, type ScanDraft } from "@/features/scans/view-model";
import { KIND_WORDS, type SourceKind } from "@/features/sources/view-model";
import { usePageActions } from "@/lib/keyboard";
import { ownActs } from "@/lib/own-acts";
import { usePageTitle } from "@/lib/page-subject";
import { problemOf } from "@/lib/problem";
import { toasts } from "@/lib/toast-store";
import { useAddressPart, useProject, useSlug } from "./project-context";
import { useDryRun, usePreview } from "./scan-probes";

const DryRunAnswer = lazy(async () => ({
  default: (await import("@/features/scans/components/dry-run-answer")).DryRunAnswer,
}));

export function NewScanPage() {
  usePageTitle("New scan");
  const { source } = useSearch({ strict: false }) as { source?: string };
  return (
    <Choices>
      <Editor scan={null} initial={{ ...EMPTY_DRAFT, dataSourceId: source ?? null }} />
    </Choices>
  );
}

export function EditScanPage() {
  const slug = useSlug();
  const scan = useQuery(scansReadOptions({ path: { slug, scan_id: useAddressPart("scan") } }));
  usePageTitle(scan.data?.name, true);
  return (
    <Loaded of={scan}>
      {(found) => (
        <Choices>
          <Editor key={found.id} scan={found} initial={draftOf(found)} />
        </Choices>
      )}
    </Loaded>
  );
}

/** A form whose choices could not be had would look as if there were none. */
function Choices({ children }: { children: ReactNode }) {
  const sources = useQuery(dataSourcesListedOptions());
  const types = useQuery(typesOptions(useSlug()));
  return <Loaded of={sources}>{() => <Loaded of={types}>{() => children}</Loaded>}</Loaded>;
}

const typesOptions = (slug: string) =>
  eventTypesListedOptions({ path: { slug }, query: { with_fields: false } });

function Editor({ scan, initial }: { scan: ScanDetail | null; initial: ScanDraft }) {
  const { slug, mayOwn, query } = useProject();
  const sources = useQuery(dataSourcesListedOptions());
  const types = useQuery(typesOptions(slug));
  const [typed, setDraft] = useState(initial);
  // The source of a demo serves that demo alone.
  const usable = (sources.data ?? []).filter(
    (source) => !source.is_synthetic || source.project_id === query.data?.id,
  );
  const only = usable.length === 1 ? usable[0] : undefined;
  const draft = { ...typed, dataSourceId: typed.dataSourceId ?? only?.id ?? null };
  const change = (part: Partial<ScanDraft>) => setDraft((before) => ({ ...before, ...part }));
  const preview = usePreview(slug, draft, change);
  const dryRun = useDryRun(slug, draft);
  const newType = useNewType(slug, change);
  const save = useSave(slug, scan);
  const missing = whyNotSaved(draft);
  const ready = missing === null && save.running === null;
  usePageActions(
    {
      keys: "mod+s",
      inFields: true,
      label: scan ? "Save" : "Create",
      run: () => ready && save.go(draft, false),
    },
    {
      keys: "mod+Enter",
      inFields: true,
      label: "Ask the dry run",
      run: () => !dryRun.blocked && dryRun.onAsk(),
    },
    ready && {
      label: scan ? "Save and run now" : "Create and run now",
      run: () => save.go(draft, true),
    },
  );
  if (query.data && !mayOwn)
    return (
      <Panel>
        <EmptyState title="Scans are set up by owners">
          They run free SQL with a stored account. An owner of the project can do this for you.
        </EmptyState>
      </Panel>
    );
  return (
    <>
      <PageHead
        title={scan ? `Edit ${scan.name}` : "New scan"}
        intro="Events become metric points, points become signals, signals become alerts."
      />
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_476px]">
        <ScanForm
          draft={draft}
          onChange={(part) => {
            change(part);
            if (part.timeColumn && preview.answer?.newestRow === null)
              preview.ask({ ...draft, ...part });
          }}
          sources={usable.map((source) => ({
            value: source.id,
            label: source.name,
            hint: KIND_WORDS[source.db_type as SourceKind],
          }))}
          eventTypes={(types.data ?? []).map((type) => ({
            value: type.id,
            label: type.display_name,
          }))}
          onCreateType={(name) => newType.create(name)}
          newType={newType}
          preview={preview.answer}
          previewError={preview.error}
          previewing={preview.busy}
          onPreview={() => preview.ask()}
          errors={save.error ? problemOf(save.error).fields : {}}
        />
        <Suspense>
          <DryRunAnswer {...dryRun} />
        </Suspense>
      </div>
      {save.error !== null && <ErrorPanel error={save.error} />}
      <UnsavedGuard edited={JSON.stringify(typed) !== JSON.stringify(initial)} />
      <SaveBar
        note={missing ?? (scan ? undefined : "The first run counts the whole history it finds.")}
      >
        <Button
          variant="primary"
          busy={save.running === "run" && "Saving"}
          disabled={!ready}
          onClick={() => save.go(draft, true)}
        >
          {scan ? "Save and run now" : "Create and run now"}
        </Button>
        <Button
          busy={save.running === "save" && "Saving"}
          disabled={!ready}
          onClick={() => save.go(draft, false)}
        >
          {scan ? "Save" : "Create"}
        </Button>
        <Button variant="ghost" asChild>
          <Link to={scan ? `/p/${slug}/scans/${scan.id}` : `/p/${slug}/scans`}>Cancel</Link>
        </Button>
      </SaveBar>
    </>
  );
}

function useNewType(slug: string, change: (part: Partial<ScanDraft>) => void) {
  const queryClient = useQueryClient();
  const mutation = useMutation({
    ...eventTypesCreateMutation(),
    onSuccess: async (type) => {
      await queryClient.invalidateQueries({
        queryKey: eventTypesListedQueryKey({ path: { slug } }),
      });
      change({ eventTypeId: type.id });
    },
  });
  return {
    busy: mutation.isPending,
    error: mutation.error,
    create: (name: string) =>
      mutation.mutate({ path: { slug }, body: { name: identifier(name), display_name: name } }),
  };
}

/** "Web request" as the name of a type: "web_request". */
function identifier(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, "_").replace(/^_+|_+$/g, "") || "events";
}

/** Saves, and where asked starts a run and opens it. */
function useSave(slug: string, scan: ScanDetail | null) {
  const queryClient = useQueryClient();
  const router = useRouter();
  const mutation = useMutation({
    mutationFn: async ({ draft, run }: { draft: ScanDraft; run: boolean }) => {
      const body = scanRequest(draft);
      const saved = scan
        ? await scansUpdate({ path: { slug, scan_id: scan.id }, body, throwOnError: true })
        : await scansCreate({ path: { slug }, body, throwOnError: true });
      const path = { slug, scan_id: saved.data.id };
      const job = run ? await scansRun({ path, throwOnError: true }).catch(() => null) : null;
      return { scan: saved.data, job: job?.data ?? null, run };
    },
    onSuccess: async ({ scan: saved, job, run }) => {
      if (job) ownActs.tell({ kind: "run", slug, scan: saved.id, job: job.id });
      await queryClient.invalidateQueries();
      if (run && !job) toasts.show(`${saved.name} is saved; its run could not be started`);
      const base = `/p/${slug}/scans/${saved.id}`;
      await router.navigate({ to: job ? `${base}/jobs/${job.id}` : base, ignoreBlocker: true });
    },
  });
  const running = !mutation.isPending
    ? null
    : mutation.variables.run
      ? ("run" as const)
      : ("save" as const);
  return {
    error: mutation.error,
    running,
    go: (draft: ScanDraft, run: boolean) => mutation.mutate({ draft, run }),
  };
}
