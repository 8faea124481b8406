import { Link } from "@tanstack/react-router";
import { Sparkline } from "@/components/charts/sparkline";
import { Panel } from "@/components/ui/panel";
import { formatCompact, formatNumber } from "@/lib/format-number";
import type { TopEvent } from "../view-model";

type Props = { slug: string; events: TopEvent[]; windowText: string };

export function TopEvents({ slug, events, windowText }: Props) {
  return (
    <Panel title="Top events" note={windowText} ruled>
      <ul>
        {events.map((event) => (
          <li
            key={event.id}
            className="relative flex min-h-[30px] items-center gap-3 border-b border-line px-3.5 last:rounded-b-3 last:border-0 hover:bg-hover narrow:min-h-11"
          >
            <Link
              to="/p/$slug/monitoring/$scope/$ref"
              params={{ slug, scope: "event", ref: event.id }}
              className="min-w-0 flex-1 truncate rounded-1 font-medium after:absolute after:inset-0"
            >
              {event.name}
            </Link>
            {event.spark && <Sparkline {...event.spark} width={90} />}
            <span className="w-16 text-right" title={formatNumber(event.total)}>
              {formatCompact(event.total)}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
