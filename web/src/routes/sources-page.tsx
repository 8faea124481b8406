import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import {
  authMeOptions,
  dataSourcesDeleteMutation,
  dataSourcesListedOptions,
  dataSourcesListedQueryKey,
  dataSourcesSchemaOptions,
  dataSourcesTestMutation,
  projectsCreateMutation,
  projectsVisibleOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import type { SourceOut } from "@/api/generated/types.gen";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Icon } from "@/components/ui/icon";
import { Kbd } from "@/components/ui/kbd";
import { Loaded } from "@/components/ui/loaded";
import { PageHead, Panel } from "@/components/ui/panel";
import { NewProjectDialog } from "@/features/projects/components/new-project-dialog";
import { SchemaSheet } from "@/features/sources/components/schema-sheet";
import { SourceList } from "@/features/sources/components/source-list";
import { sourceRow } from "@/features/sources/mapping";
import type { SourceRow } from "@/features/sources/view-model";
import { usePageActions } from "@/lib/keyboard";
import { usePageTitle } from "@/lib/page-subject";
import { toasts } from "@/lib/toast-store";
import { DeleteSource } from "./source-deletion";

const SourceEditor = lazy(async () => ({
  default: (await import("./source-editor")).SourceEditor,
}));

export function SourcesPage() {
  const queryClient = useQueryClient();
  const sources = useQuery(dataSourcesListedOptions());
  const me = useQuery(authMeOptions());
  const mayEdit = me.data?.role === "owner" || me.data?.role === "admin";
  const [editing, setEditing] = useState<SourceOut | "new" | null>(null);
  const [browsing, setBrowsing] = useState<SourceRow | null>(null);
  const [deleting, setDeleting] = useState<SourceRow | null>(null);
  const scan = useFirstScan();
  const renew = () => queryClient.invalidateQueries({ queryKey: dataSourcesListedQueryKey() });
  const test = useMutation({ ...dataSourcesTestMutation(), onSettled: renew });
  const remove = useMutation({
    ...dataSourcesDeleteMutation(),
    onSuccess: async () => {
      toasts.show(`${deleting?.name} is deleted`);
      setDeleting(null);
      await renew();
    },
  });
  const schema = useQuery({
    ...dataSourcesSchemaOptions({ path: { source_id: browsing?.id ?? "" } }),
    enabled: browsing !== null,
  });
  const button = (
    <Button variant="primary" onClick={() => setEditing("new")}>
      <Icon as={Plus} size={14} />
      Connect a source <Kbd onAccent>C</Kbd>
    </Button>
  );
  usePageActions(mayEdit && { keys: "c", label: "Connect a source", run: () => setEditing("new") });
  usePageTitle("Data sources");
  return (
    <>
      <PageHead
        title="Data sources"
        intro="tripl only reads from them."
        actions={mayEdit && sources.data && sources.data.length > 0 && button}
      />
      <Loaded of={sources}>
        {(found) =>
          found.length === 0 ? (
            <Panel>
              <EmptyState title="No source is connected" action={mayEdit && button}>
                {mayEdit
                  ? "Connect the PostgreSQL your events arrive in, or a folder of CSV or Parquet files."
                  : "An owner of this instance connects the first one."}
              </EmptyState>
            </Panel>
          ) : (
            <SourceList
              rows={found.map(sourceRow)}
              mayEdit={mayEdit}
              actions={{
                testing: test.isPending ? (test.variables?.path.source_id ?? null) : null,
                onTest: (row) => test.mutate({ path: { source_id: row.id } }),
                onBrowse: setBrowsing,
                onEdit: (row) => setEditing(found.find((source) => source.id === row.id) ?? null),
                onDelete: setDeleting,
                projects: scan.projects,
                onScan: scan.begin,
              }}
            />
          )
        }
      </Loaded>
      {editing && (
        <Suspense>
          <SourceEditor
            source={editing === "new" ? null : editing}
            onClose={() => setEditing(null)}
            onSaved={renew}
          />
        </Suspense>
      )}
      <SchemaSheet
        open={browsing !== null}
        onOpenChange={() => setBrowsing(null)}
        name={browsing?.name ?? ""}
        tables={schema.data?.tables.map((table) => ({
          name: table.name,
          columns: table.columns.map((column) => ({ name: column.name, type: column.data_type })),
        }))}
        error={schema.error}
        onRetry={() => void schema.refetch()}
      />
      {scan.dialog}
      {deleting && (
        <DeleteSource
          key={deleting.id}
          row={deleting}
          remove={remove}
          onConfirm={() => remove.mutate({ path: { source_id: deleting.id } })}
          onClose={() => {
            setDeleting(null);
            remove.reset();
          }}
        />
      )}
    </>
  );
}

/** From a source that nothing reads yet to the form of its first scan, through a new project where there is none. */
function useFirstScan() {
  const queryClient = useQueryClient();
  const router = useRouter();
  const all = useQuery(projectsVisibleOptions());
  const [waiting, setWaiting] = useState<SourceRow | null>(null);
  const open = (row: SourceRow, slug: string) =>
    router.navigate({ to: `/p/${slug}/scans/new`, search: { source: row.id } as never });
  const create = useMutation({
    ...projectsCreateMutation(),
    onSuccess: async (project) => {
      await queryClient.invalidateQueries({ queryKey: projectsVisibleOptions().queryKey });
      if (waiting) await open(waiting, project.slug);
    },
  });
  return {
    projects: (all.data ?? [])
      .filter((project) => !project.is_demo && project.my_role === "owner")
      .map(({ slug, name }) => ({ slug, name })),
    begin: (row: SourceRow, slug: string | null) =>
      slug === null ? setWaiting(row) : void open(row, slug),
    dialog: waiting && (
      <NewProjectDialog
        open
        onOpenChange={() => {
          setWaiting(null);
          create.reset();
        }}
        error={create.error}
        busy={create.isPending}
        onCreate={(body) => create.mutate({ body })}
      />
    ),
  };
}
