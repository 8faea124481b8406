export type ChannelKind =
  | "slack"
  | "telegram"
  | "webhook"
  | "email"
  | "jira"
  | "linear"
  | "demo_sink";

export const CHANNEL_WORDS: Record<ChannelKind, string> = {
  slack: "Slack",
  telegram: "Telegram",
  webhook: "Webhook",
  email: "Email",
  jira: "Jira",
  linear: "Linear",
  demo_sink: "Demo sink",
};

export type DestinationRow = {
  id: string;
  name: string;
  kind: ChannelKind;
  enabled: boolean;
  /** Where messages go, as far as it is no secret. */
  where: string | null;
  secretSet: boolean;
  lastDelivery: { at: number; ok: boolean } | null;
  ruleCount: number;
};

export type ProbeAnswer = { ok: boolean; message: string };

export type RuleDraft = {
  name: string;
  enabled: boolean;
  destinationId: string;
  scanConfigId: string | null;
  projectTotal: boolean;
  eventTypes: boolean;
  events: boolean;
  onSpike: boolean;
  onDrop: boolean;
  minPercent: number;
  minAbsolute: number;
  minExpected: number;
  cooldownMinutes: number;
};

export type RuleRow = RuleDraft & {
  id: string;
  destinationName: string;
  scanName: string | null;
  firing: boolean;
  lastFired: number | null;
  deliveries: number;
};

export const NEW_RULE: Omit<RuleDraft, "destinationId"> = {
  name: "",
  enabled: true,
  scanConfigId: null,
  projectTotal: true,
  eventTypes: true,
  events: true,
  onSpike: true,
  onDrop: true,
  minPercent: 30,
  minAbsolute: 0,
  minExpected: 0,
  cooldownMinutes: 1440,
};

export type DeliveryRow = {
  id: string;
  at: number;
  /** Names the button that opens the message. */
  messageLabel: string;
  destinationName: string;
  kind: ChannelKind;
  ruleName: string;
  state: "pending" | "sent" | "failed";
  matched: number;
  error: string | null;
  simulated: boolean;
};
