import { RotateCw, Square } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Fold } from "@/components/ui/fold";
import { Icon } from "@/components/ui/icon";
import { Moment } from "@/components/ui/moment";
import { Facts, Panel } from "@/components/ui/panel";
import { ProgressBar, ProgressLine } from "@/components/ui/progress";
import { StatusSentence } from "@/components/ui/status-sentence";
import { Stepper } from "@/components/ui/stepper";
import { formatDuration } from "@/lib/format-date";
import type { RunView as Run } from "../view-model";

type Props = {
  run: Run;
  now: number;
  onStop?: () => void;
  onAgain?: () => void;
  stopping?: boolean;
  starting?: boolean;
  stopLabel?: string;
};

/** One run, from warehouse rows to alerts: a sentence, the steps, then the raw counters. */
export function RunView({
  run,
  now,
  onStop,
  onAgain,
  stopping = false,
  starting = false,
  stopLabel = "Stop, keeps what is written",
}: Props) {
  const live = run.state === "pending" || run.state === "running";
  const end = run.endedAt ?? Math.floor(now / 1000);
  return (
    <>
      <div className="flex items-start gap-4 narrow:flex-col">
        <div className="min-w-0 flex-1" aria-live="polite">
          <StatusSentence>{run.sentence}</StatusSentence>
          <p className="mt-1 text-ink-3">
            {run.startedAt === null ? (
              run.state === "pending" && "Waiting for a worker"
            ) : (
              <>
                Started <Moment at={run.startedAt} />
                {`, ${live ? "for" : "took"} ${formatDuration(Math.max(1, end - run.startedAt))}`}
              </>
            )}
          </p>
        </div>
        {live && onStop && (
          <Button variant="danger" busy={stopping && "Stopping"} onClick={onStop}>
            <Icon as={Square} size={12} />
            {stopLabel}
          </Button>
        )}
        {!live && onAgain && (
          <Button
            variant={run.state === "failed" ? "primary" : "default"}
            data-guide="run-scan"
            busy={starting && "Starting"}
            onClick={onAgain}
          >
            <Icon as={RotateCw} size={14} />
            Run again
          </Button>
        )}
      </div>
      <Panel className="overflow-hidden">
        {live && !run.progress && <ProgressLine label="Run in progress" />}
        <div className="grid gap-4 p-3.5" data-guide="run-steps">
          <Stepper label="Steps of the run" steps={run.steps} />
          {run.progress && <ProgressBar label="Progress of the run" {...run.progress} />}
          {run.error && <Callout tone="signal">{run.error}</Callout>}
        </div>
      </Panel>
      {run.counters.length > 0 && (
        <Panel>
          <Fold inPanel title="Raw counters" summary={`${run.counters.length} recorded`}>
            <Facts rows={run.counters} />
          </Fold>
        </Panel>
      )}
    </>
  );
}
