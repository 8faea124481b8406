import type { DestinationIn } from "@/api/generated/types.gen";

export type FormKind = "slack" | "email" | "webhook" | "demo_sink";

/** What was typed, by the member's name on the wire; lists one a line. */
export type DestinationDraft = { kind: FormKind; name: string; values: Record<string, string> };

export type FormField = {
  member: keyof DestinationIn & string;
  label: string;
  hint: string;
  placeholder?: string;
  type?: "url" | "email";
  /** One entry a line. */
  lines?: boolean;
  optional?: boolean;
  /** Never comes back from the server: empty keeps what is stored. */
  secret?: boolean;
  /** Why it cannot be that; null where it can. */
  wrong?: (value: string) => string | null;
};

type DestinationForm = {
  name: string;
  description: string;
  /** Ends "Add …". */
  noun: string;
  needs: string;
  fields: FormField[];
};

const MOST_RECIPIENTS = 50;

const placeholder = (name: string) => `\${${name}}`;

export const FORMS: Record<FormKind, DestinationForm> = {
  slack: {
    name: "Slack",
    description: "Each alert is a message in a channel, with links behind names.",
    noun: "Slack channel",
    needs: "a name and an address",
    fields: [
      {
        member: "webhook_url",
        label: "Address of the incoming webhook",
        hint: "From Slack: Apps, Incoming webhooks. Stored encrypted and not shown again.",
        placeholder: "https://hooks.slack.com/services/…",
        type: "url",
        secret: true,
        wrong: (value) =>
          /^https?:\/\/\S+$/.test(value) ? null : "It starts with https://hooks.slack.com/",
      },
    ],
  },
  email: {
    name: "Email",
    description: "Each alert is one plain message to all recipients.",
    noun: "email",
    needs: "a name and a recipient",
    fields: [
      {
        member: "email_recipients",
        label: "Recipients",
        hint: `One a line, ${MOST_RECIPIENTS} at most. All of them get a message, or none.`,
        placeholder: "team@example.com",
        lines: true,
        wrong: (value) => {
          const all = linesOf(value);
          const bad = all.find((each) => !/^\S+@\S+\.\S+$/.test(each));
          if (bad) return `“${bad}” is not an address`;
          return all.length > MOST_RECIPIENTS ? `At most ${MOST_RECIPIENTS} recipients` : null;
        },
      },
      {
        member: "email_from_address",
        label: "Answers go to",
        hint: "Optional. Mail leaves in the name of this installation.",
        type: "email",
        optional: true,
      },
      {
        member: "email_subject_template",
        label: "Subject",
        hint: `Optional. May hold ${["project_name", "rule_name", "matched_count"].map(placeholder).join(", ")} and more.`,
        placeholder: `[${placeholder("project_name")}] ${placeholder("rule_name")}`,
        optional: true,
      },
    ],
  },
  webhook: {
    name: "Webhook",
    description: "Each alert is sent there as signed JSON.",
    noun: "webhook",
    needs: "a name and an address",
    fields: [
      {
        member: "target_url",
        label: "Address",
        hint: "Called with a signed POST.",
        placeholder: "https://…",
        type: "url",
        wrong: (value) =>
          /^https?:\/\/\S+$/.test(value) ? null : "An address starts with http:// or https://",
      },
    ],
  },
  demo_sink: {
    name: "Demo sink",
    description: "Nothing leaves a demo: messages are simulated and stay in the delivery log.",
    noun: "sink",
    needs: "a name",
    fields: [],
  },
};

export const CHOICES: FormKind[] = ["slack", "email", "webhook"];

export function linesOf(value: string): string[] {
  return value
    .split(/[\n,;]/)
    .map((each) => each.trim())
    .filter(Boolean);
}

/** Whether it can be sent; with `kept`, secrets may stay empty. */
export function isReady(draft: DestinationDraft, kept: boolean): boolean {
  return (
    draft.name.trim() !== "" &&
    FORMS[draft.kind].fields.every((field) => {
      const value = (draft.values[field.member] ?? "").trim();
      if (value === "") return field.optional || (field.secret && kept);
      return !field.wrong?.(value);
    })
  );
}

/** The members as the server takes them; empty secrets are left out. */
export function membersOf(draft: DestinationDraft): Partial<DestinationIn> {
  const members: Record<string, unknown> = { name: draft.name.trim() };
  for (const field of FORMS[draft.kind].fields) {
    const value = (draft.values[field.member] ?? "").trim();
    if (field.secret && value === "") continue;
    members[field.member] = field.lines ? linesOf(value) : value || null;
  }
  return members;
}
