import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { windowMetricsOptions } from "@/api/asking-posts";
import {
  monitoringTotalOptions,
  overviewTopEventsOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import type { EventMetrics, ScanOut } from "@/api/generated/types.gen";
import { VolumeChart } from "@/components/charts/volume-chart";
import { EmptyState } from "@/components/ui/empty-state";
import { Loaded } from "@/components/ui/loaded";
import { Panel } from "@/components/ui/panel";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import { coverageOf, findingOf, pointsOf, sparkOf, stepOf } from "@/features/monitoring/mapping";
import { TopEvents } from "@/features/overview/components/top-events";
import { formatDay } from "@/lib/format-date";
import { endOf, RANGES, type RangeKey, rangeStart } from "./range-choice";

/** The volume of one scan's whole data, with band and signals. */
export function TotalVolume({ slug, scans }: { slug: string; scans: ScanOut[] }) {
  const counted = scans.filter((scan) => scan.last_collection_at !== null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [range, setRange] = useState<RangeKey>("7d");
  const scan = counted.find((each) => each.id === chosen) ?? newest(counted);
  const week = useQuery({
    ...monitoringTotalOptions({ path: { slug }, query: { scan_config_id: scan?.id } }),
    enabled: scan !== undefined,
  });
  const wide = useQuery({
    ...monitoringTotalOptions({
      path: { slug },
      query: { scan_config_id: scan?.id, from: rangeStart(range, endOf(week.data)) },
    }),
    enabled: range !== "7d" && week.data !== undefined,
    placeholderData: keepPreviousData,
  });
  return (
    <Panel
      title={scan?.name ?? "Volume"}
      note={<ChartNote metrics={week.data} />}
      actions={
        counted.length > 1 && (
          <Select
            label="Scan"
            className="narrow:hidden"
            options={counted.map((each) => ({ value: each.id, label: each.name }))}
            value={scan?.id ?? null}
            onChange={setChosen}
          />
        )
      }
    >
      <Loaded
        of={range === "7d" ? week : wide}
        waiting={<div aria-busy="true" className="h-[310px]" />}
      >
        {(metrics) => (
          <VolumeChart
            label={`${metrics.scan_config_name ?? "All events"}, all events`}
            points={pointsOf(metrics)}
            step={stepOf(metrics.interval)}
            coverage={coverageOf(metrics)}
            focus={findingOf(metrics)?.bucket}
            sigma={metrics.sigma_threshold}
            strip={false}
            height={230}
            controls={
              <Segmented label="Range" value={range} onChange={setRange} options={RANGES} />
            }
          />
        )}
      </Loaded>
    </Panel>
  );
}

/** The scan that was created last: the one somebody works on. */
export function newest(scans: ScanOut[]): ScanOut | undefined {
  return [...scans].sort((a, b) => b.created_at.localeCompare(a.created_at))[0];
}

/** Where a chart of data that has ended ends. */
export function ChartNote({ metrics }: { metrics: EventMetrics | undefined }) {
  const end = endOf(metrics);
  return end === null ? "all events of the scan" : `data ends ${formatDay(end - 1, true)}`;
}

const HOURS = 48;
export const BUSIEST = { limit: 8, window_hours: HOURS };

export function BusiestEvents({ slug, end }: { slug: string; end: number | null }) {
  const top = useQuery(overviewTopEventsOptions({ path: { slug }, query: BUSIEST }));
  const to = end ?? Math.ceil(Date.now() / 3_600_000) * 3600;
  const volumes = useQuery({
    ...windowMetricsOptions(slug, {
      event_ids: (top.data ?? []).map((event) => event.event_id),
      time_from: new Date((to - HOURS * 3600) * 1000).toISOString(),
      time_to: new Date(to * 1000).toISOString(),
    }),
    enabled: top.data !== undefined && top.data.length > 0,
  });
  return (
    <Loaded of={top}>
      {(events) =>
        events.length === 0 ? (
          <Panel title="Top events">
            <EmptyState title="No event was counted yet" />
          </Panel>
        ) : (
          <TopEvents
            slug={slug}
            windowText={end === null ? `last ${HOURS} h` : `last ${HOURS} h of the data`}
            events={events.map((event) => {
              const found = volumes.data?.find((volume) => volume.event_id === event.event_id);
              return {
                id: event.event_id,
                name: event.name,
                total: found?.total_count ?? event.window_total_count,
                spark: found ? sparkOf(found.data, stepOf(found.interval)) : null,
              };
            })}
          />
        )
      }
    </Loaded>
  );
}
