import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Ellipsis, Plus } from "lucide-react";
import { useState } from "react";
import {
  eventTypesDeleteMutation,
  eventTypesReadOptions,
  eventTypesUpdateMutation,
} from "@/api/generated/@tanstack/react-query.gen";
import { eventTypesDeletion } from "@/api/generated/sdk.gen";
import type { EventTypeOut } from "@/api/generated/types.gen";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Kbd } from "@/components/ui/kbd";
import { Loaded } from "@/components/ui/loaded";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { PageHead } from "@/components/ui/panel";
import { DestroyDialog } from "@/features/losses/components/destroy-dialog";
import { EventTypeDialog } from "@/features/plan/components/event-type-dialog";
import { TypeChip } from "@/features/plan/components/type-chip";
import { useBranch } from "@/lib/branch";
import { usePageActions } from "@/lib/keyboard";
import { usePageTitle } from "@/lib/page-subject";
import { toasts } from "@/lib/toast-store";
import { EventTypeFields } from "./event-type-fields";
import { useAddressPart, useProject } from "./project-context";

export function EventTypePage() {
  const { slug } = useProject();
  const id = useAddressPart("type");
  const branch = useBranch();
  const type = useQuery(eventTypesReadOptions({ path: { slug, type_id: id }, query: { branch } }));
  usePageTitle(type.data?.display_name, true);
  return <Loaded of={type}>{(found) => <Opened key={found.id} type={found} />}</Loaded>;
}

type Asking = "edit" | "delete" | "field" | null;

function Opened({ type }: { type: EventTypeOut }) {
  const { slug, mayEdit } = useProject();
  const branch = useBranch();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState<Asking>(null);
  const path = { slug, type_id: type.id };
  const save = useMutation({
    ...eventTypesUpdateMutation(),
    onSuccess: async () => {
      setAsking(null);
      await queryClient.invalidateQueries();
    },
  });
  const remove = useMutation({
    ...eventTypesDeleteMutation(),
    onSuccess: async () => {
      toasts.show(`${type.display_name} is deleted`);
      await navigate({ to: `/p/${slug}/event-types` });
      await queryClient.invalidateQueries();
    },
  });
  const close = () => {
    setAsking(null);
    save.reset();
    remove.reset();
  };
  usePageActions(
    mayEdit && { keys: "c", label: "Add field", run: () => setAsking("field") },
    mayEdit && { keys: "e", label: "Edit event type", run: () => setAsking("edit") },
    mayEdit && { label: "Delete event type", run: () => setAsking("delete") },
  );
  return (
    <>
      <PageHead
        title={
          <span className="flex min-w-0 items-center gap-2.5">
            <TypeChip color={type.color} />
            <span className="min-w-0 break-words">{type.display_name}</span>
          </span>
        }
        intro={<Intro type={type} />}
        actions={
          mayEdit && (
            <>
              <Button variant="primary" onClick={() => setAsking("field")}>
                <Icon as={Plus} size={14} />
                Add field <Kbd onAccent>C</Kbd>
              </Button>
              <Menu
                align="end"
                trigger={
                  <Button square aria-label={`More for ${type.display_name}`}>
                    <Icon as={Ellipsis} />
                  </Button>
                }
              >
                <MenuItem onSelect={() => setAsking("edit")}>Edit event type</MenuItem>
                <MenuSeparator />
                <MenuItem danger onSelect={() => setAsking("delete")}>
                  Delete event type
                </MenuItem>
              </Menu>
            </>
          )
        }
      />
      <Ways slug={slug} type={type} />
      <EventTypeFields type={type} adding={asking === "field"} onAdded={close} />
      {asking === "edit" && (
        <EventTypeDialog
          type={type}
          error={save.error}
          busy={save.isPending}
          onClose={close}
          onSave={({ name: _, ...body }) => save.mutate({ path, query: { branch }, body })}
        />
      )}
      {asking === "delete" && (
        <DestroyDialog
          title={`Delete ${type.display_name}?`}
          action="Delete event type"
          ask={() => eventTypesDeletion({ path, query: { branch }, throwOnError: true })}
          remove={remove}
          onConfirm={() => remove.mutate({ path, query: { branch } })}
          onClose={close}
        >
          What was counted for them is shown nowhere any more. This cannot be undone.
        </DestroyDialog>
      )}
    </>
  );
}

function Intro({ type }: { type: EventTypeOut }) {
  return (
    <>
      {type.description && <span className="block text-ink-2">{type.description}</span>}
      <span className="type-mono break-all">{type.name}</span>
      {type.event_name_format && (
        <>
          , events named by <span className="type-mono break-all">{type.event_name_format}</span>
        </>
      )}
    </>
  );
}

function Ways({ slug, type }: { slug: string; type: EventTypeOut }) {
  return (
    <p className="flex flex-wrap gap-x-4 gap-y-1">
      <Link
        to="/p/$slug/events"
        params={{ slug } as never}
        search={{ type: type.id } as never}
        className="rounded-1 text-link"
      >
        Events of this type
      </Link>
      <Link
        to="/p/$slug/monitoring/$scope/$ref"
        params={{ slug, scope: "event_type", ref: type.id } as never}
        className="rounded-1 text-link"
      >
        Volume over time
      </Link>
    </p>
  );
}
