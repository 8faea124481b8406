import { formatDuration } from "@/lib/format-date";
import { Badge } from "./badge";

export type FreshnessState = "fresh" | "late" | "overdue" | "unknown";

const WORDS: Record<FreshnessState, string> = {
  fresh: "Fresh",
  unknown: "Not known yet",
  late: "Late",
  overdue: "Overdue",
};

type Props = { state: FreshnessState; lagSeconds: number | null };

/** Fresh is plain text; only lateness has a colour, and says by how much. */
export function Freshness({ state, lagSeconds }: Props) {
  if (state === "fresh" || state === "unknown")
    return <span className="text-ink-2">{WORDS[state]}</span>;
  return (
    <Badge tone="late">
      {WORDS[state]}
      {lagSeconds !== null && ` ${formatDuration(lagSeconds)}`}
    </Badge>
  );
}
