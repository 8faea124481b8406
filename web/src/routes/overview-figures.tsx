import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { monitoringTotalOptions } from "@/api/generated/@tanstack/react-query.gen";
import type { ProjectOut, SignalOut } from "@/api/generated/types.gen";
import { KpiStrip, type StatValue } from "@/components/ui/stat";
import { openSignalCount, planCoverage } from "@/features/projects/counts";
import {
  formatChange,
  formatCompact,
  formatNumber,
  formatPercent,
  plural,
} from "@/lib/format-number";

type Props = { project: ProjectOut; signals: SignalOut[] | undefined };

/** Six figures of the project, each with its meaning in one line. */
export function OverviewFigures({ project, signals }: Props) {
  const { slug, summary } = project;
  const total = useQuery(monitoringTotalOptions({ path: { slug } }));
  const active = summary.active_event_count ?? 0;
  const built = summary.implemented_event_count ?? 0;
  const drops = signals?.filter((signal) => signal.direction === "drop").length ?? 0;
  const rules = summary.alert_rule_count ?? 0;
  const stats: (StatValue & { to: string; search?: Record<string, unknown> })[] = [
    {
      key: "events",
      label: "Active events",
      value: formatNumber(active),
      meaning: `of ${plural(summary.event_type_count ?? 0, "type")}`,
      to: "events",
    },
    {
      key: "coverage",
      label: "Plan coverage",
      value: formatPercent(planCoverage(summary)),
      meaning: active > 0 ? `${formatNumber(built)} implemented or live` : "no event yet",
      to: "coverage",
    },
    {
      key: "review",
      label: "In review",
      value: formatNumber(summary.review_pending_event_count ?? 0),
      meaning: "waiting for someone",
      to: "events",
      search: { status: ["in_review"] },
    },
    {
      key: "signals",
      label: "Open signals",
      value: formatNumber(openSignalCount(summary)),
      meaning: signals?.length
        ? `${plural(drops, "drop")}, ${plural(signals.length - drops, "spike")}`
        : "nothing left its band",
      to: "anomalies",
    },
    {
      key: "rules",
      label: "Alert rules",
      value: formatNumber(rules),
      meaning:
        rules > 0
          ? plural(summary.alert_destination_count ?? 0, "destination")
          : "nobody is told yet",
      to: "alerting",
    },
    weekFigure(total.data, total.isError),
  ];
  return (
    <KpiStrip
      stats={stats}
      linkFor={(stat, content, look) => {
        const place = stats.find((each) => each.key === stat.key);
        return (
          <Link
            to={`/p/${slug}/${place?.to}`}
            search={(place?.search ?? {}) as never}
            className={`${look} hover:bg-hover`}
          >
            {content}
          </Link>
        );
      }}
    />
  );
}

type Week = { week_total: number | null; prior_week_total: number | null };

function weekFigure(total: Week | undefined, failed: boolean): StatValue & { to: string } {
  const week = total?.week_total ?? null;
  const prior = total?.prior_week_total ?? null;
  return {
    key: "week",
    label: "Rows, 7 days",
    value: total === undefined && !failed ? undefined : week === null ? null : formatCompact(week),
    exact: week === null ? undefined : formatNumber(week),
    meaning:
      week !== null && prior
        ? `${formatChange(week / prior - 1)} against the week before`
        : "no week before to compare",
    to: "events",
  };
}
