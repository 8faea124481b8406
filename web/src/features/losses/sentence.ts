import type { Losses } from "@/api/generated/types.gen";
import { plural } from "@/lib/format-number";

type Part = [name: Exclude<keyof Losses, "rules_switched_off">, one: string, many?: string];

/** What people made comes before what was collected for it. */
const PARTS: Part[] = [
  ["projects", "project"],
  ["sources", "source"],
  ["scans", "scan"],
  ["event_types", "event type"],
  ["fields", "field"],
  ["events", "event"],
  ["field_values", "documented value"],
  ["destinations", "destination"],
  ["rules", "rule"],
  ["api_keys", "API key"],
  ["runs", "run"],
  ["points", "stored point"],
  ["findings", "finding"],
  ["annotations", "annotation"],
  ["deliveries", "delivery", "deliveries"],
];

/** "3 scans, 12 rules and 4,120 stored points go with it. 1 rule is switched off." */
export function lossSentence(losses: Losses): string {
  const counted = PARTS.map(([name, one, many]) => ({ count: losses[name] ?? 0, one, many }));
  const gone = counted.filter(({ count }) => count > 0);
  const words = gone.map(({ count, one, many }) => plural(count, one, many));
  const last = words.pop();
  const verb = gone.length === 1 && gone[0]?.count === 1 ? "goes" : "go";
  const all = words.length > 0 ? `${words.join(", ")} and ${last}` : last;
  const off = losses.rules_switched_off ?? 0;
  return [
    last ? `${all} ${verb} with it.` : "Nothing else goes with it.",
    off > 0 ? `${plural(off, "rule is", "rules are")} switched off.` : "",
  ]
    .filter(Boolean)
    .join(" ");
}
