import { Panel } from "@/components/ui/panel";
import { plural } from "@/lib/format-number";
import type { SignalSummary } from "../view-model";
import { SignalLine } from "./signal-line";

type Props = { slug: string; findings: SignalSummary[]; total: number };

/** What the counted history held before its end; data that has ended has most of its findings there. */
export function HistoryFindings({ slug, findings, total }: Props) {
  const counted = plural(total, "finding");
  const all = findings.length === total;
  return (
    <Panel title="In the history" note={all ? counted : `the strongest of ${counted}`}>
      <ul>
        {findings.map((finding) => (
          <SignalLine key={finding.key} slug={slug} signal={finding} />
        ))}
      </ul>
    </Panel>
  );
}
