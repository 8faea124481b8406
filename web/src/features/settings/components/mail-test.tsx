import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { ErrorPanel } from "@/components/ui/error-panel";
import { Panel } from "@/components/ui/panel";

type Props = {
  /** Why no test can be sent now. */
  reason: string | null;
  email: string;
  busy: boolean;
  result: { ok: boolean; message: string } | undefined;
  error: unknown;
  onSend: () => void;
};

/** One message to oneself with what is saved; the answer of the relay stands below. */
export function MailTest({ reason, email, busy, result, error, onSend }: Props) {
  return (
    <Panel title="Test" className="max-w-[760px]">
      <div className="grid justify-items-start gap-2.5 px-3.5 pb-3.5">
        <p className="text-ink-2">
          Sends one message to {email} with the settings that are saved. A relay that does not
          answer takes some ten seconds to give up on.
        </p>
        <Button onClick={onSend} busy={busy && "Sending"} disabled={reason !== null}>
          Send test email
        </Button>
        {reason && <p className="text-small text-ink-3">{reason}</p>}
        <div role="status" className="w-full empty:hidden">
          {!busy && result && (
            <Callout tone={result.ok ? "ok" : "signal"}>{result.message}</Callout>
          )}
        </div>
        {!busy && error ? <ErrorPanel error={error} className="w-full" /> : null}
      </div>
    </Panel>
  );
}
