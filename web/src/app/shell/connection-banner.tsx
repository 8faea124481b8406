import { RotateCw, Unplug } from "lucide-react";
import { useSyncExternalStore } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Icon } from "@/components/ui/icon";
import { Moment } from "@/components/ui/moment";
import { connection } from "@/lib/connection";
import { useDelayed } from "@/lib/use-delayed";
import type { LiveState } from "@/lib/use-live-events";

/** What is back within a moment is not worth a word. */
const BLIP_MS = 3000;

type Props = { live: LiveState; pollMs: number };

/** Says that the page no longer renews itself, since when, and what happens meanwhile. */
export function ConnectionBanner({ live, pollMs }: Props) {
  const { lostAt } = useSyncExternalStore(connection.subscribe, connection.state);
  const away = useDelayed(lostAt !== null, BLIP_MS);
  const silent = useDelayed(live.mode === "polling", BLIP_MS);
  const since = away ? lostAt : silent && lostAt === null ? live.silentSince : null;
  return (
    <div role="status" className="empty:absolute">
      {since !== null && (
        <Callout
          tone="late"
          icon={Unplug}
          action={
            <Button size="sm" onClick={connection.retry}>
              <Icon as={RotateCw} size={13} />
              Retry now
            </Button>
          }
        >
          {away ? (
            <>
              The server has not answered since <Moment at={since / 1000} as="time" />. What stands
              here is from before; the server is asked again by itself.
            </>
          ) : (
            <>
              Live updates stopped at <Moment at={since / 1000} as="time" />. The page asks every{" "}
              {Math.round(pollMs / 1000)} s instead.
            </>
          )}
        </Callout>
      )}
    </div>
  );
}
