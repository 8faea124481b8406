import type { ReactNode } from "react";
import type { EventMetrics } from "@/api/generated/types.gen";
import { Moment } from "@/components/ui/moment";
import { Facts, Panel } from "@/components/ui/panel";
import { formatChange, formatNumber } from "@/lib/format-number";

/** What the series comes to, week against week. */
export function SeriesFacts({ metrics }: { metrics: EventMetrics }) {
  const { week_total: week, prior_week_total: prior } = metrics;
  const shown = metrics.data.reduce((sum, point) => sum + point.count, 0);
  const rows: [string, ReactNode][] = [["In the shown range", formatNumber(shown)]];
  if (week !== null) rows.push(["Newest 7 days", formatNumber(week)]);
  if (prior) rows.push(["7 days before", formatNumber(prior)]);
  if (week !== null && prior) rows.push(["Change", formatChange(week / prior - 1)]);
  if (metrics.last_collected_at)
    rows.push(["Collected", <Moment key="collected" at={metrics.last_collected_at} ago />]);
  return (
    <Panel title="Volume">
      <div className="px-3.5 pb-2.5">
        <Facts rows={rows} />
      </div>
    </Panel>
  );
}
