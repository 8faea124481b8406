import type { DeliveryDetail } from "@/api/generated/types.gen";
import { Callout } from "@/components/ui/callout";
import { Sheet } from "@/components/ui/dialog";
import { Loaded } from "@/components/ui/loaded";
import { Moment } from "@/components/ui/moment";
import { Facts } from "@/components/ui/panel";
import { formatNumber, formatPercent } from "@/lib/format-number";

type Props = {
  of: { data: DeliveryDetail | undefined; error: unknown; refetch: () => unknown };
  onClose: () => void;
};

/** One message as it was sent: what it was about and what its body held. */
export function DeliverySheet({ of, onClose }: Props) {
  return (
    <Sheet open onOpenChange={onClose} title="Message" width="md">
      <Loaded of={of}>
        {(delivery) => (
          <div className="grid gap-4">
            {delivery.error_message && <Callout tone="signal">{delivery.error_message}</Callout>}
            {delivery.is_simulated && (
              <Callout>
                Simulated: this message stays in the demo's log. Nothing was sent to anybody.
              </Callout>
            )}
            <Facts
              rows={[
                ["To", delivery.destination_name],
                ["Rule", delivery.rule_name],
                ["Scan", delivery.scan_name],
                ["Created", <Moment key="created" at={delivery.created_at} />],
                [
                  delivery.is_simulated ? "Simulated" : "Sent",
                  delivery.sent_at ? <Moment key="sent" at={delivery.sent_at} /> : "not yet",
                ],
                ["Attempts", formatNumber(delivery.attempts)],
              ]}
            />
            <ul className="grid gap-1.5">
              {delivery.items.map((item) => (
                <li key={item.id} className="rounded-2 bg-sunken px-3 py-2">
                  <b className="font-medium">{item.scope_name}</b> {formatNumber(item.actual_count)}{" "}
                  arrived, {formatNumber(Math.round(item.expected_count))} expected
                  {item.percent_delta !== null &&
                    `, ${formatPercent(item.percent_delta / 100)} away`}
                  <span className="block text-small text-ink-3">
                    <Moment at={item.bucket} />
                  </span>
                </li>
              ))}
            </ul>
            {delivery.payload_snapshot && (
              <section
                // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard.
                tabIndex={0}
                aria-label="What was sent"
                className="max-h-[50vh] overflow-auto rounded-2 border border-line bg-sunken p-3 scroll-quiet"
              >
                <pre className="type-mono">
                  {JSON.stringify(delivery.payload_snapshot, null, 2)}
                </pre>
              </section>
            )}
          </div>
        )}
      </Loaded>
    </Sheet>
  );
}
