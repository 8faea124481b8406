import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import {
  annotationsCreateMutation,
  annotationsListedOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import { annotationsDelete } from "@/api/generated/sdk.gen";
import type { AnnotationOut, EventMetrics } from "@/api/generated/types.gen";
import { bodyOf, notesOf } from "@/features/annotations/mapping";
import type { NoteDraft, ScopeChoice } from "@/features/annotations/view-model";
import { toLocalInput, toSeconds } from "@/lib/format-date";
import { useOptimistic } from "@/lib/use-optimistic";
import { useProject } from "./project-context";

/** The notes of one series over the range shown, and what makes and deletes them. */
export function useNotes(metrics: EventMetrics, typeId: string | null) {
  const { slug, mayEdit } = useProject();
  const queryClient = useQueryClient();
  const own = ownScope(metrics);
  const first = metrics.data[0]?.bucket;
  const options = annotationsListedOptions({
    path: { slug },
    query: {
      ...(own && { scope_type: own.type ?? undefined, scope_ref: own.ref ?? undefined }),
      applying: own !== null,
      time_from: first,
    },
  });
  const query = useQuery({ ...options, enabled: own !== null, placeholderData: keepPreviousData });
  const create = useMutation({
    ...annotationsCreateMutation(),
    onSuccess: async (made) => {
      // The mark stands there at once; signals and band follow with what is asked anew.
      queryClient.setQueryData<AnnotationOut[]>(options.queryKey, (there) =>
        [...(there ?? []), made].sort((a, b) => a.bucket.localeCompare(b.bucket)),
      );
      await queryClient.invalidateQueries();
    },
  });
  const remove = useOptimistic<AnnotationOut[], { id: string; label: string }>({
    queryKey: options.queryKey,
    send: ({ id }) => annotationsDelete({ path: { slug, annotation_id: id }, throwOnError: true }),
    apply: (there, { id }) => there.filter((each) => each.id !== id),
    unchanged: ({ label }) => `${label} is still there`,
  });
  const scopes = scopesOf(own, typeId);
  return {
    query,
    notes: notesOf(query.data ?? [], metrics.scope),
    scopes,
    mayEdit,
    create,
    save: (draft: NoteDraft) => create.mutateAsync({ path: { slug }, body: bodyOf(draft, scopes) }),
    remove,
    initial: draftAt(metrics, own),
  };
}

const NAMES: Record<string, string> = {
  event: "This event",
  event_type: "This event type and its events",
  project_total: "The total of this scan",
};

function ownScope(metrics: EventMetrics): ScopeChoice | null {
  const ref = metrics.event_id ?? metrics.event_type_id ?? metrics.scan_config_id;
  const type = metrics.scope as ScopeChoice["type"];
  return ref === null ? null : { value: "own", label: NAMES[metrics.scope] ?? "", type, ref };
}

function scopesOf(own: ScopeChoice | null, typeId: string | null): ScopeChoice[] {
  const wider: ScopeChoice[] = typeId
    ? [
        {
          value: "type",
          label: "Its event type, with all its events",
          type: "event_type",
          ref: typeId,
        },
      ]
    : [];
  const all: ScopeChoice = { value: "all", label: "The whole project", type: null, ref: null };
  return [...(own ? [own] : []), ...wider, all];
}

/** Opens at the signal, else at the newest bucket; a window from there lasts six hours or two buckets. */
function draftAt(metrics: EventMetrics, own: ScopeChoice | null): NoteDraft {
  const buckets = metrics.data.map((point) => toSeconds(point.bucket) ?? 0);
  const at = toSeconds(metrics.latest_signal?.bucket) ?? buckets[buckets.length - 1] ?? 0;
  const step = (buckets[1] ?? 0) - (buckets[0] ?? 0);
  return {
    label: "",
    from: toLocalInput(at),
    window: false,
    until: toLocalInput(at + Math.max(6 * 3600, 2 * step)),
    description: "",
    scope: own?.value ?? "all",
  };
}
