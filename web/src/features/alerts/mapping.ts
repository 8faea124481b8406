import type {
  DeliveryOut,
  Destination,
  Monitor,
  Rule,
  RuleIn,
  TestResult,
} from "@/api/generated/types.gen";
import { formatDateTime, toSeconds } from "@/lib/format-date";
import type { DeliveryRow, DestinationRow, ProbeAnswer, RuleDraft, RuleRow } from "./view-model";

export function destinationRow(destination: Destination): DestinationRow {
  const at = toSeconds(destination.last_delivery_at);
  return {
    id: destination.id,
    name: destination.name,
    kind: destination.type,
    enabled: destination.enabled,
    where: destination.target_url ?? destination.email_recipients?.join(", ") ?? null,
    secretSet: destination.signing_secret_set || destination.webhook_url_set,
    lastDelivery: at === null ? null : { at, ok: destination.last_delivery_status !== "failed" },
    ruleCount: destination.rules.length,
  };
}

export function ruleDraft(rule: Rule): RuleDraft {
  return {
    name: rule.name,
    enabled: rule.enabled ?? true,
    destinationId: rule.destination_id,
    scanConfigId: rule.scan_config_id ?? null,
    projectTotal: rule.include_project_total ?? false,
    eventTypes: rule.include_event_types ?? false,
    events: rule.include_events ?? false,
    onSpike: rule.notify_on_spike ?? false,
    onDrop: rule.notify_on_drop ?? false,
    minPercent: rule.min_percent_delta ?? 0,
    minAbsolute: rule.min_absolute_delta ?? 0,
    minExpected: rule.min_expected_count ?? 0,
    cooldownMinutes: rule.cooldown_minutes ?? 0,
  };
}

export function ruleRow(
  rule: Rule,
  destination: Destination,
  scanName: string | null,
  monitor: Monitor | undefined,
): RuleRow {
  return {
    ...ruleDraft(rule),
    id: rule.id,
    destinationName: destination.name,
    scanName,
    firing: monitor?.status === "firing",
    lastFired: toSeconds(rule.last_delivery_at),
    deliveries: rule.total_deliveries,
  };
}

export function ruleRequest(draft: RuleDraft): RuleIn {
  return {
    name: draft.name.trim(),
    enabled: draft.enabled,
    scan_config_id: draft.scanConfigId,
    include_project_total: draft.projectTotal,
    include_event_types: draft.eventTypes,
    include_events: draft.events,
    notify_on_spike: draft.onSpike,
    notify_on_drop: draft.onDrop,
    min_percent_delta: draft.minPercent,
    min_absolute_delta: draft.minAbsolute,
    min_expected_count: draft.minExpected,
    cooldown_minutes: draft.cooldownMinutes,
  };
}

export function deliveryRow(delivery: DeliveryOut): DeliveryRow {
  const at = toSeconds(delivery.sent_at ?? delivery.created_at) ?? 0;
  return {
    id: delivery.id,
    at,
    messageLabel: `Message of ${formatDateTime(at)}`,
    destinationName: delivery.destination_name,
    kind: delivery.channel as DeliveryRow["kind"],
    ruleName: delivery.rule_name,
    state: delivery.status,
    matched: delivery.matched_count,
    error: delivery.error_message,
    simulated: delivery.is_simulated,
  };
}

export function probeAnswer(result: TestResult): ProbeAnswer {
  return result.ok
    ? { ok: true, message: "The test message arrived." }
    : { ok: false, message: result.error ?? "The test message did not arrive." };
}
