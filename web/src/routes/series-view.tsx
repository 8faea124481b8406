import { keepPreviousData, type UseQueryOptions, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { monitoringEventBreakdownsOptions } from "@/api/generated/@tanstack/react-query.gen";
import type { EventMetrics } from "@/api/generated/types.gen";
import { EmptyState } from "@/components/ui/empty-state";
import { Loaded } from "@/components/ui/loaded";
import { Moment } from "@/components/ui/moment";
import { Panel, TwoColumns } from "@/components/ui/panel";
import { Segmented } from "@/components/ui/segmented";
import { SkeletonRows } from "@/components/ui/skeleton";
import { BreakdownPanel } from "@/features/monitoring/components/breakdown-panel";
import { CalculationPanel } from "@/features/monitoring/components/calculation-panel";
import { FindingStrip } from "@/features/monitoring/components/finding-strip";
import {
  calculationOf,
  findingOf,
  isJudged,
  multiplesOf,
  stepOf,
} from "@/features/monitoring/mapping";
import { formatDay } from "@/lib/format-date";
import { formatNumber } from "@/lib/format-number";
import { useSlug } from "./project-context";
import { endOf, RANGES, type RangeKey, rangeStart } from "./range-choice";
import { SeriesChart } from "./series-chart";
import { SeriesFacts } from "./series-facts";

export type SeriesQuery = { from?: string };
type Props = {
  subject: string;
  // biome-ignore lint/suspicious/noExplicitAny: the three generated option types differ only in their key.
  ask: (query: SeriesQuery) => UseQueryOptions<EventMetrics, any, EventMetrics, any>;
  /** Set for events, which can be split by a column. */
  eventId?: string;
  /** The type of the event. */
  typeId?: string;
  header: (metrics: EventMetrics | undefined) => ReactNode;
};

/** The finding in a sentence, the chart with its band, the split, and how the number was made. */
export function SeriesView({ subject, ask, eventId, typeId, header }: Props) {
  const [range, setRange] = useState<RangeKey>("7d");
  const week = useQuery(ask({}));
  const end = endOf(week.data);
  const from = range === "7d" ? undefined : rangeStart(range, end);
  const wide = useQuery({
    ...ask({ from }),
    enabled: from !== undefined && week.data !== undefined,
    placeholderData: keepPreviousData,
  });
  const shown = range === "7d" ? week : wide;
  const finding = week.data && findingOf(week.data);
  return (
    <>
      {header(week.data)}
      {finding && <FindingStrip finding={finding} subject={subject} />}
      <Loaded of={shown} waiting={<ChartSkeleton />}>
        {(metrics) =>
          metrics.data.length === 0 ? (
            <Panel>
              <Uncounted metrics={metrics} />
            </Panel>
          ) : (
            <TwoColumns
              main={
                <>
                  <Panel className="pt-2.5">
                    <SeriesChart
                      label={`${subject}, ${metrics.scan_config_name ?? "volume"}`}
                      metrics={metrics}
                      typeId={typeId ?? null}
                      focus={finding?.bucket}
                      controls={
                        <Segmented
                          label="Range"
                          value={range}
                          onChange={setRange}
                          options={RANGES}
                        />
                      }
                    />
                    <SeriesNote metrics={metrics} />
                  </Panel>
                  {eventId && <Split eventId={eventId} from={from} />}
                </>
              }
              side={<Evidence metrics={metrics} />}
            />
          )
        }
      </Loaded>
    </>
  );
}

/** A chart and what stands beside it, as they will stand. */
function ChartSkeleton() {
  return (
    <TwoColumns
      main={
        <Panel className="h-[420px]">
          <SkeletonRows rows={1} />
        </Panel>
      }
      side={
        <Panel>
          <SkeletonRows rows={5} />
        </Panel>
      }
    />
  );
}

function Evidence({ metrics }: { metrics: EventMetrics }) {
  const made = calculationOf(metrics);
  return (
    <>
      {made && isJudged(metrics) ? (
        <CalculationPanel
          calculation={made.calculation}
          bucket={made.bucket}
          step={stepOf(metrics.interval)}
        />
      ) : (
        <Panel title="How the number is made">
          <p className="px-3.5 pb-3 text-ink-2">
            {made
              ? `Fewer than ${formatNumber(metrics.min_expected_count)} are expected in every bucket shown, which is too small to judge. Detection settings say from which number on.`
              : "There is no expectation yet: the history is too short to say what is usual."}
          </p>
        </Panel>
      )}
      <SeriesFacts metrics={metrics} />
    </>
  );
}

const EVERY: Record<string, string> = {
  "15m": "Every 15 minutes",
  "1h": "Hourly",
  "6h": "Every 6 hours",
  "1d": "Daily",
  "1w": "Weekly",
};

function SeriesNote({ metrics }: { metrics: EventMetrics }) {
  const end = endOf(metrics);
  const settling = metrics.data.filter((point) => point.settling).length;
  const words = [
    `${EVERY[metrics.interval ?? ""] ?? "Counted"} from ${metrics.scan_config_name ?? "a scan"}.`,
    end !== null && `The data ends ${formatDay(end - 1, true)}.`,
    settling > 0 && `The last ${settling} settle before they are scored.`,
  ];
  return (
    <p className="border-t border-line px-3.5 py-2 text-small text-ink-3">
      {words.filter(Boolean).join(" ")}
      {end === null && metrics.next_collection_at && (
        <>
          {" "}
          Next collection <Moment at={metrics.next_collection_at} />.
        </>
      )}
    </p>
  );
}

function Uncounted({ metrics }: { metrics: EventMetrics }) {
  if (metrics.last_collected_at === null)
    return (
      <EmptyState title="Not expected yet">
        No scan with a schedule has counted this. It appears with the first collection that finds
        it.
      </EmptyState>
    );
  return (
    <EmptyState title="Nothing arrived in this time">
      The scan ran and found no row. Choose a longer range to see when it was last there.
    </EmptyState>
  );
}

function Split({ eventId, from }: { eventId: string; from: string | undefined }) {
  const slug = useSlug();
  const [column, setColumn] = useState<string | undefined>();
  const split = useQuery({
    ...monitoringEventBreakdownsOptions({
      path: { slug, event_id: eventId },
      query: { column, from },
    }),
    placeholderData: keepPreviousData,
  });
  return (
    <Loaded of={split} title="The split cannot be shown">
      {(found) =>
        found.selected_column === null ? (
          <p className="text-small text-ink-3">
            This scan does not split its counts. Breakdown columns are set where the scan is edited.
          </p>
        ) : (
          <BreakdownPanel
            columns={found.columns}
            selected={found.selected_column}
            onSelect={setColumn}
            items={multiplesOf(found.series, found.interval)}
            windowText="over the range of the chart"
          />
        )
      }
    </Loaded>
  );
}
