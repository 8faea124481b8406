import { Link } from "@tanstack/react-router";
import { CountPill } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Panel } from "@/components/ui/panel";
import type { SignalSummary } from "../view-model";
import { SignalLine } from "./signal-line";

type Props = { slug: string; signals: SignalSummary[]; total: number };

export function OpenSignals({ slug, signals, total }: Props) {
  return (
    <Panel
      title={
        <span className="flex items-center gap-2">
          Open signals {total > 0 && <CountPill count={total} hot />}
        </span>
      }
      actions={
        <Button variant="ghost" size="sm" asChild>
          <Link to="/p/$slug/anomalies" params={{ slug }}>
            All anomalies
          </Link>
        </Button>
      }
    >
      {signals.length === 0 && (
        <p className="px-3.5 pb-3.5 text-ink-2">Every watched number is inside its band.</p>
      )}
      <ul>
        {signals.map((signal) => (
          <SignalLine key={signal.key} slug={slug} signal={signal} />
        ))}
      </ul>
    </Panel>
  );
}
