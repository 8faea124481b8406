import { useMutation, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { alertingListDestinationsQueryKey } from "@/api/generated/@tanstack/react-query.gen";
import {
  alertingCreateRule,
  alertingDeleteRule,
  alertingUpdateRule,
} from "@/api/generated/sdk.gen";
import type { Destination, Monitor, Rule } from "@/api/generated/types.gen";
import { RuleList } from "@/features/alerts/components/rule-list";
import { ruleDraft, ruleRequest, ruleRow } from "@/features/alerts/mapping";
import type { RuleDraft, RuleRow } from "@/features/alerts/view-model";
import { ownActs } from "@/lib/own-acts";
import { undoable } from "@/lib/undoable";
import { useOptimistic } from "@/lib/use-optimistic";
import { useProject, useScans, useSlug } from "./project-context";

const RuleDialog = lazy(async () => ({
  default: (await import("@/features/alerts/components/rule-dialog")).RuleDialog,
}));

type Props = { destinations: Destination[]; monitors: Monitor[] };

export function RulesTab({ destinations, monitors }: Props) {
  const { slug, mayEdit } = useProject();
  const queryClient = useQueryClient();
  const scans = useScans(slug);
  const [editing, setEditing] = useState<Rule | null>(null);
  const pathOf = (row: RuleRow) => ({ slug, destination_id: row.destinationId, rule_id: row.id });
  const toggle = useOptimistic<Destination[], { row: RuleRow; enabled: boolean }>({
    queryKey: alertingListDestinationsQueryKey({ path: { slug } }),
    send: ({ row, enabled }) =>
      alertingUpdateRule({ path: pathOf(row), body: { enabled }, throwOnError: true }),
    apply: (all, { row, enabled }) =>
      all.map((destination) => ({
        ...destination,
        rules: destination.rules.map((rule) => (rule.id === row.id ? { ...rule, enabled } : rule)),
      })),
    unchanged: ({ row, enabled }) => `${row.name} is still ${enabled ? "off" : "on"}`,
  });
  const remove = (row: RuleRow) =>
    undoable.remove({
      id: row.id,
      done: `${row.name} is deleted`,
      commit: async () => {
        await alertingDeleteRule({ path: pathOf(row), keepalive: true, throwOnError: true });
        await queryClient.invalidateQueries();
      },
      unchanged: `${row.name} is still here`,
    });
  const scanName = (id: string | null | undefined) =>
    scans.data?.find((scan) => scan.id === id)?.name ?? null;
  const rules = destinations.flatMap((destination) => destination.rules);
  return (
    <>
      <RuleList
        rows={destinations.flatMap((destination) =>
          destination.rules.map((rule) =>
            ruleRow(
              rule,
              destination,
              scanName(rule.scan_config_id),
              monitors.find((monitor) => monitor.rule_id === rule.id),
            ),
          ),
        )}
        mayEdit={mayEdit}
        onEdit={(row) => setEditing(rules.find((rule) => rule.id === row.id) ?? null)}
        onToggle={(row, enabled) => toggle.mutate({ row, enabled })}
        onDelete={remove}
      />
      {editing && (
        <RuleEditor
          rule={editing}
          initial={ruleDraft(editing)}
          destinations={destinations}
          onClose={() => setEditing(null)}
          onSaved={() => setEditing(null)}
        />
      )}
    </>
  );
}

type EditorProps = {
  rule: Rule | null;
  initial: RuleDraft;
  destinations: Destination[];
  onClose: () => void;
  onSaved: () => void;
};

/** Writes a new rule, or changes one where it is. */
export function RuleEditor({ rule, initial, destinations, onClose, onSaved }: EditorProps) {
  const slug = useSlug();
  const queryClient = useQueryClient();
  const scans = useScans(slug);
  const save = useMutation({
    mutationFn: async (draft: RuleDraft) => {
      const path = { slug, destination_id: draft.destinationId };
      const body = ruleRequest(draft);
      if (rule)
        return alertingUpdateRule({
          path: { ...path, rule_id: rule.id },
          body,
          throwOnError: true,
        });
      const made = await alertingCreateRule({ path, body, throwOnError: true });
      ownActs.tell({ kind: "rule", slug, destination: draft.destinationId, rule: made.data.id });
      return made;
    },
    onSuccess: async () => {
      await queryClient.invalidateQueries();
      onSaved();
    },
  });
  return (
    <Suspense>
      <RuleDialog
        initial={initial}
        isNew={rule === null}
        destinations={destinations.map(({ id, name }) => ({ value: id, label: name }))}
        scans={(scans.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        save={{ error: save.error, busy: save.isPending }}
        onClose={onClose}
        onSave={(draft) => save.mutate(draft)}
      />
    </Suspense>
  );
}
