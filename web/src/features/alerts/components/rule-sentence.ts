import type { ReadBackPart } from "@/components/ui/read-back";
import { formatDuration } from "@/lib/format-date";
import { formatNumber } from "@/lib/format-number";
import type { RuleDraft } from "../view-model";

/** Ids of the form's fields, so that a part of the sentence can jump to its own. */
export const RULE_FIELDS = {
  direction: "rule-direction",
  scopes: "rule-scopes",
  scan: "rule-scan",
  percent: "rule-percent",
  absolute: "rule-absolute",
  expected: "rule-expected",
  cooldown: "rule-cooldown",
  destination: "rule-destination",
};

type Names = { destination: string | null; scan: string | null };

/** The rule reads itself back. */
export function ruleSentence(rule: RuleDraft, names: Names): ReadBackPart[] {
  const parts: ReadBackPart[] = [
    "Tell ",
    { text: names.destination ?? "nobody yet", field: RULE_FIELDS.destination },
    " when ",
    { text: scopeWords(rule), field: RULE_FIELDS.scopes },
    " of ",
    { text: names.scan ?? "any scan", field: RULE_FIELDS.scan },
    " ",
    { text: directionWords(rule), field: RULE_FIELDS.direction },
    " by at least ",
    { text: `${formatNumber(rule.minPercent)}%`, field: RULE_FIELDS.percent },
  ];
  if (rule.minAbsolute > 0)
    parts.push(
      " and ",
      { text: formatNumber(rule.minAbsolute), field: RULE_FIELDS.absolute },
      " in number",
    );
  if (rule.minExpected > 0)
    parts.push(
      ", where at least ",
      { text: formatNumber(rule.minExpected), field: RULE_FIELDS.expected },
      " was expected",
    );
  parts.push(
    "; the same thing again only after ",
    { text: formatDuration(rule.cooldownMinutes * 60), field: RULE_FIELDS.cooldown },
    ".",
  );
  return parts;
}

/** The same for a row of a list. */
export function ruleText(rule: RuleDraft, names: Names): string {
  return ruleSentence(rule, names)
    .map((part) => (typeof part === "string" ? part : part.text))
    .join("");
}

function scopeWords(rule: RuleDraft): string {
  const scopes = [
    rule.projectTotal && "the total",
    rule.eventTypes && "an event type",
    rule.events && "an event",
  ].filter((scope): scope is string => Boolean(scope));
  if (scopes.length === 0) return "nothing";
  return scopes.length === 1
    ? (scopes[0] ?? "")
    : `${scopes.slice(0, -1).join(", ")} or ${scopes[scopes.length - 1]}`;
}

function directionWords(rule: RuleDraft): string {
  if (rule.onSpike && rule.onDrop) return "leaves its band up or down";
  if (rule.onSpike) return "rises above its band";
  return rule.onDrop ? "falls below its band" : "does nothing";
}

/** Why a rule can never fire as it stands, or null. */
export function whyNever(rule: RuleDraft): string | null {
  if (!rule.onSpike && !rule.onDrop)
    return "Choose at least one direction; as it stands the rule can never fire.";
  if (!rule.projectTotal && !rule.eventTypes && !rule.events)
    return "Choose what to watch; as it stands the rule can never fire.";
  if (rule.onDrop && !rule.onSpike && rule.minPercent > 100)
    return "A drop is never more than 100%, so this rule can never fire.";
  return null;
}
