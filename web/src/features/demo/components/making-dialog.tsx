import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import { ProgressLine } from "@/components/ui/progress";
import { Stepper } from "@/components/ui/stepper";
import { hasEnded, type Making, narration, phasesOf, type Refusal, waitsTooLong } from "../phases";

type Props = {
  open: boolean;
  title: string;
  making: Making;
  elapsedMs: number;
  refusal: Refusal | null;
  onClose: () => void;
  onAgain: () => void;
  /** Leads into the demo; only where there is one. */
  onOpen: (() => void) | null;
};

/** Tells what happens while a demo is made; closing it stops nothing. */
export function MakingDialog(props: Props) {
  const { open, title, making, elapsedMs, refusal, onClose, onAgain, onOpen } = props;
  const ended = making.failed || hasEnded(making.job);
  return (
    <Dialog
      open={open}
      onOpenChange={onClose}
      width="md"
      title={title}
      description="An imaginary app on made-up rows. Nothing leaves this server."
      footer={
        <>
          {!ended && (
            <span className="mr-auto text-small text-ink-3 narrow:hidden">
              Closing this stops nothing.
            </span>
          )}
          <Button onClick={onClose}>Close</Button>
          {refusal?.again && (
            <Button variant="primary" onClick={onAgain}>
              Try again
            </Button>
          )}
          {onOpen && (ended || waitsTooLong(elapsedMs)) && (
            <Button variant="primary" onClick={onOpen}>
              Open the demo
            </Button>
          )}
        </>
      }
    >
      <div className="grid gap-4">
        {refusal ? (
          <Callout tone="signal">
            <div role="alert">
              <p className="font-medium">{refusal.title}</p>
              <p className="text-ink-2">{refusal.detail}</p>
            </div>
          </Callout>
        ) : (
          <p role="status" className="min-h-10 text-ink-2">
            {narration(making, elapsedMs)}
          </p>
        )}
        {!refusal && !ended && <ProgressLine label="The demo is being made" />}
        <Stepper label="Phases" steps={phasesOf(making)} />
        {making.job?.error_message && <Callout tone="signal">{making.job.error_message}</Callout>}
      </div>
    </Dialog>
  );
}
