import { Link } from "@tanstack/react-router";
import { BellRing, FilePen, type LucideIcon, ScanLine, TriangleAlert } from "lucide-react";
import { Icon } from "@/components/ui/icon";
import { Moment } from "@/components/ui/moment";
import { Panel } from "@/components/ui/panel";
import { cx } from "@/lib/cx";
import type { Activity } from "../view-model";

const ICONS: Record<Activity["kind"], LucideIcon> = {
  anomaly: TriangleAlert,
  scan: ScanLine,
  alert: BellRing,
  event: FilePen,
};
const TONES: Record<Activity["severity"], string> = {
  info: "text-ink-3",
  warning: "text-signal",
  error: "text-signal",
};

export function ActivityList({ items }: { items: Activity[] }) {
  return (
    <Panel title="Recent activity" ruled>
      {items.length === 0 && <p className="px-3.5 py-3 text-ink-2">Nothing has happened yet.</p>}
      <ul>
        {items.map((item) => (
          <li
            key={`${item.kind}/${item.id}`}
            className={cx(
              "relative flex gap-2.5 border-b border-line px-3.5 py-2 last:rounded-b-3 last:border-0 narrow:min-h-11",
              item.path !== null && "hover:bg-hover",
            )}
          >
            <Icon
              as={ICONS[item.kind]}
              size={14}
              className={cx("mt-[3px]", TONES[item.severity])}
            />
            <span className="grid min-w-0 flex-1 gap-px">
              <span className="flex items-baseline justify-between gap-2">
                <Title item={item} />
                <span className="text-micro whitespace-nowrap text-ink-3">
                  <Moment at={item.at} ago />
                </span>
              </span>
              {(item.detail ?? item.actor) && (
                <span className="line-clamp-2 text-small break-words text-ink-3">
                  {item.detail ?? item.actor}
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** Leads to its page as long as there is one. */
function Title({ item }: { item: Activity }) {
  if (item.path === null) return <span className="min-w-0 truncate">{item.title}</span>;
  const [to, query] = item.path.split("?");
  return (
    <Link
      to={to}
      search={Object.fromEntries(new URLSearchParams(query)) as never}
      className="min-w-0 truncate rounded-1 font-medium after:absolute after:inset-0"
    >
      {item.title}
    </Link>
  );
}
