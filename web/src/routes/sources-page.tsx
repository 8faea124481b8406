import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import {
  authMeOptions,
  dataSourcesDeleteMutation,
  dataSourcesListedOptions,
  dataSourcesListedQueryKey,
  dataSourcesSchemaOptions,
  dataSourcesTestMutation,
} from "@/api/generated/@tanstack/react-query.gen";
import type { SourceOut } from "@/api/generated/types.gen";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { Icon } from "@/components/ui/icon";
import { Kbd } from "@/components/ui/kbd";
import { Loaded } from "@/components/ui/loaded";
import { PageHead, Panel } from "@/components/ui/panel";
import { SchemaSheet } from "@/features/sources/components/schema-sheet";
import { SourceList } from "@/features/sources/components/source-list";
import { sourceRow } from "@/features/sources/mapping";
import type { SourceRow } from "@/features/sources/view-model";
import { usePageTitle } from "@/lib/page-subject";
import { toasts } from "@/lib/toast-store";

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
    <Button variant="primary" data-primary-create="" onClick={() => setEditing("new")}>
      <Icon as={Plus} size={14} />
      Connect a source <Kbd onAccent>C</Kbd>
    </Button>
  );
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
      <ConfirmDialog
        open={deleting !== null}
        onOpenChange={() => {
          setDeleting(null);
          remove.reset();
        }}
        title={`Delete ${deleting?.name}?`}
        action="Delete source"
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => deleting && remove.mutate({ path: { source_id: deleting.id } })}
      >
        Its address and password are forgotten. The warehouse itself is not touched.
      </ConfirmDialog>
    </>
  );
}
