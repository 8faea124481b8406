import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import {
  eventTypesCreateMutation,
  eventTypesListedOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Icon } from "@/components/ui/icon";
import { Kbd } from "@/components/ui/kbd";
import { Loaded } from "@/components/ui/loaded";
import { PageHead, Panel } from "@/components/ui/panel";
import { EventTypeDialog } from "@/features/plan/components/event-type-dialog";
import { EventTypeList } from "@/features/plan/components/event-type-list";
import { useBranch } from "@/lib/branch";
import { usePageActions } from "@/lib/keyboard";
import { usePageTitle } from "@/lib/page-subject";
import { useProject } from "./project-context";

export function EventTypesPage() {
  const { slug, mayEdit } = useProject();
  const branch = useBranch();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const types = useQuery(
    eventTypesListedOptions({ path: { slug }, query: { branch, with_fields: false } }),
  );
  const [adding, setAdding] = useState(false);
  const create = useMutation({
    ...eventTypesCreateMutation(),
    onSuccess: async (made) => {
      await queryClient.invalidateQueries();
      await navigate({ to: `/p/${slug}/event-types/${made.id}` });
    },
  });
  const button = (
    <Button variant="primary" onClick={() => setAdding(true)}>
      <Icon as={Plus} size={14} />
      New event type <Kbd onAccent>C</Kbd>
    </Button>
  );
  usePageActions(mayEdit && { keys: "c", label: "New event type", run: () => setAdding(true) });
  usePageTitle("Event types");
  return (
    <>
      <PageHead
        title="Event types"
        intro="Folders of related events. Each says which fields its events carry."
        actions={mayEdit && types.data && types.data.length > 0 && button}
      />
      <Loaded of={types}>
        {(found) =>
          found.length === 0 ? (
            <Panel>
              <EmptyState title="There is no event type yet" action={mayEdit && button}>
                A scan makes them from your data; you can also write one down before anything
                arrives.
              </EmptyState>
            </Panel>
          ) : (
            <EventTypeList slug={slug} rows={found} />
          )
        }
      </Loaded>
      {adding && (
        <EventTypeDialog
          type={null}
          error={create.error}
          busy={create.isPending}
          onClose={() => {
            setAdding(false);
            create.reset();
          }}
          onSave={({ name, display_name, description }) =>
            create.mutate({
              path: { slug },
              query: { branch },
              body: { name, display_name, description },
            })
          }
        />
      )}
    </>
  );
}
