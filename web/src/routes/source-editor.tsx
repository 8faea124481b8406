import { useMutation } from "@tanstack/react-query";
import {
  dataSourcesCreateMutation,
  dataSourcesTestDraftMutation,
  dataSourcesUpdateMutation,
} from "@/api/generated/@tanstack/react-query.gen";
import type { SourceOut } from "@/api/generated/types.gen";
import { SourceDialog } from "@/features/sources/components/source-dialog";
import { SyntheticDialog } from "@/features/sources/components/synthetic-dialog";
import { sourceDraft, sourceRequest } from "@/features/sources/mapping";
import type { SourceDraft } from "@/features/sources/view-model";
import { toSeconds } from "@/lib/format-date";
import { toasts } from "@/lib/toast-store";

type Props = { source: SourceOut | null; onClose: () => void; onSaved: () => unknown };

const FILE_HINT =
  "A folder of CSV or Parquet files (each becomes a table), or a DuckDB file. It has to lie in a folder the operator allows; a relative path starts there, and “.” is the folder itself.";

/** Connects a new source or changes one; a test asks with what is typed. */
export function SourceEditor(props: Props) {
  if (props.source?.is_synthetic) return <SyntheticEditor {...props} source={props.source} />;
  return <ConnectionEditor {...props} />;
}

/** The source of a demo: it has a name and nothing to connect to. */
function SyntheticEditor({ source, onClose, onSaved }: Props & { source: SourceOut }) {
  const update = useMutation({
    ...dataSourcesUpdateMutation(),
    onSuccess: async (saved) => {
      toasts.show(`It is called ${saved.name} now`);
      await onSaved();
      onClose();
    },
  });
  return (
    <SyntheticDialog
      initial={source.name}
      save={{ error: update.error, busy: update.isPending }}
      onClose={onClose}
      onSave={(name) => update.mutate({ path: { source_id: source.id }, body: { name } })}
    />
  );
}

function ConnectionEditor({ source, onClose, onSaved }: Props) {
  const done = async (saved: SourceOut) => {
    toasts.show(
      saved.last_test_status === "failed"
        ? `${saved.name} is saved, but does not answer`
        : `${saved.name} is connected`,
    );
    await onSaved();
    onClose();
  };
  const create = useMutation({ ...dataSourcesCreateMutation(), onSuccess: done });
  const update = useMutation({ ...dataSourcesUpdateMutation(), onSuccess: done });
  const test = useMutation(dataSourcesTestDraftMutation());
  const save = (draft: SourceDraft) =>
    source
      ? update.mutate({ path: { source_id: source.id }, body: sourceRequest(draft) })
      : create.mutate({ body: sourceRequest(draft) });
  return (
    <SourceDialog
      open
      onOpenChange={onClose}
      initial={source ? sourceDraft(source) : undefined}
      passwordSet={source?.password_set}
      fileHint={FILE_HINT}
      test={{
        answer: test.data
          ? {
              ok: test.data.success,
              message: test.data.message,
              at: toSeconds(test.data.tested_at) ?? 0,
            }
          : null,
        error: test.error,
        busy: test.isPending,
      }}
      save={{
        error: create.error ?? update.error,
        busy: create.isPending || update.isPending,
      }}
      onTest={(draft) => test.mutate({ body: sourceRequest(draft) })}
      onSave={save}
    />
  );
}
