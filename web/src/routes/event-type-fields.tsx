import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { eventTypesDeleteFieldMutation } from "@/api/generated/@tanstack/react-query.gen";
import {
  eventTypesCreateField,
  eventTypesFieldDeletion,
  eventTypesUpdateField,
} from "@/api/generated/sdk.gen";
import type { EventTypeOut, FieldOut } from "@/api/generated/types.gen";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { DestroyDialog } from "@/features/losses/components/destroy-dialog";
import { FieldDialog } from "@/features/plan/components/field-dialog";
import { FieldTable } from "@/features/plan/components/field-table";
import { type FieldDraft, fieldRequest } from "@/features/plan/field-draft";
import { useBranch } from "@/lib/branch";
import { plural } from "@/lib/format-number";
import { toasts } from "@/lib/toast-store";
import { useProject } from "./project-context";

type Props = { type: EventTypeOut; adding: boolean; onAdded: () => void };

/** The fields of one type, with what changes them for who may. */
export function EventTypeFields({ type, adding, onAdded }: Props) {
  const { slug, mayEdit } = useProject();
  const branch = useBranch();
  const queryClient = useQueryClient();
  const [editing, setEditing] = useState<FieldOut | null>(null);
  const [deleting, setDeleting] = useState<FieldOut | null>(null);
  const path = { slug, type_id: type.id };
  const close = () => {
    setEditing(null);
    save.reset();
    onAdded();
  };
  const save = useMutation({
    mutationFn: (draft: FieldDraft) => {
      const { name, ...body } = fieldRequest(draft);
      const query = { branch };
      return editing
        ? eventTypesUpdateField({
            path: { ...path, field_id: editing.id },
            query,
            body,
            throwOnError: true,
          })
        : eventTypesCreateField({
            path,
            query,
            body: { name, ...body, order: nextOrder(type) },
            throwOnError: true,
          });
    },
    onSuccess: async () => {
      close();
      await queryClient.invalidateQueries();
    },
  });
  const remove = useMutation({
    ...eventTypesDeleteFieldMutation(),
    onSuccess: async () => {
      toasts.show(`${deleting?.display_name} is deleted`);
      setDeleting(null);
      await queryClient.invalidateQueries();
    },
  });
  return (
    <Panel title="Fields" note={plural(type.field_definitions.length, "field")} ruled>
      {type.field_definitions.length === 0 ? (
        <EmptyState title="No field is declared">
          A scan declares the columns it finds; a field added here is a promise about data to come.
        </EmptyState>
      ) : (
        <FieldTable
          slug={slug}
          rows={type.field_definitions.map((field) => ({ field, type }))}
          onEdit={mayEdit ? setEditing : undefined}
          onDelete={mayEdit ? setDeleting : undefined}
        />
      )}
      {(adding || editing) && (
        <FieldDialog
          key={editing?.id ?? "new"}
          field={editing}
          error={save.error}
          busy={save.isPending}
          onClose={close}
          onSave={(draft) => save.mutate(draft)}
        />
      )}
      {deleting && (
        <DestroyDialog
          title={`Delete ${deleting.display_name}?`}
          action="Delete field"
          ask={() =>
            eventTypesFieldDeletion({
              path: { ...path, field_id: deleting.id },
              query: { branch },
              throwOnError: true,
            })
          }
          remove={remove}
          onConfirm={() =>
            remove.mutate({ path: { ...path, field_id: deleting.id }, query: { branch } })
          }
          onClose={() => {
            setDeleting(null);
            remove.reset();
          }}
        >
          The events themselves stay. This cannot be undone.
        </DestroyDialog>
      )}
    </Panel>
  );
}

/** Behind the last one. */
function nextOrder(type: EventTypeOut): number {
  return Math.max(-1, ...type.field_definitions.map((field) => field.order)) + 1;
}
