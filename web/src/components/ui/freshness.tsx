import { formatDay, formatDuration } from "@/lib/format-date";
import { Badge } from "./badge";

export type FreshnessState = "fresh" | "late" | "overdue" | "unknown" | "ended";

const WORDS: Record<Exclude<FreshnessState, "ended">, string> = {
  fresh: "Fresh",
  unknown: "Not known yet",
  late: "Late",
  overdue: "Overdue",
};

type Props = {
  state: FreshnessState;
  lagSeconds: number | null;
  /** Where the data of a static source ends. */
  endsAt?: number | null;
};

/** Fresh is plain text; only lateness has a colour, and says by how much. */
export function Freshness({ state, lagSeconds, endsAt = null }: Props) {
  if (state === "ended")
    return <span className="text-ink-2">Data ends {formatDay(endsAt, true)}</span>;
  if (state === "fresh" || state === "unknown")
    return <span className="text-ink-2">{WORDS[state]}</span>;
  return (
    <Badge tone="late">
      {WORDS[state]}
      {lagSeconds !== null && ` ${formatDuration(lagSeconds)}`}
    </Badge>
  );
}
