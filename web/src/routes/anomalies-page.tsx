import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { signalSeriesOptions } from "@/api/asking-posts";
import {
  eventTypesListedOptions,
  signalsReadSettingsOptions,
  signalsSignalsOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import type { EventTypeOut, ScanOut, SignalOut, SignalSeries } from "@/api/generated/types.gen";
import { Callout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import { Loaded } from "@/components/ui/loaded";
import { PageHead, Panel } from "@/components/ui/panel";
import { Segmented } from "@/components/ui/segmented";
import { SignalList } from "@/features/signals/components/signal-list";
import { keyOf, signalRows } from "@/features/signals/mapping";
import type { SignalView } from "@/features/signals/view-model";
import { formatDay } from "@/lib/format-date";
import { formatNumber } from "@/lib/format-number";
import { usePageTitle } from "@/lib/page-subject";
import { dataEnd, useProject, useScans } from "./project-context";

/** More small charts than this are not drawn. */
const DRAWN = 200;

export function AnomaliesPage() {
  const { slug } = useProject();
  const navigate = useNavigate();
  const asked = useSearch({ strict: false }) as { view?: SignalView };
  const view = asked.view === "drop" || asked.view === "spike" ? asked.view : "all";
  const scans = useScans(slug);
  const settings = useQuery(signalsReadSettingsOptions({ path: { slug } }));
  const signals = useQuery(signalsSignalsOptions({ path: { slug }, query: { expanded: true } }));
  const found = signals.data ?? [];
  const sparks = useSparks(slug, found);
  const types = useQuery(
    eventTypesListedOptions({ path: { slug }, query: { with_fields: false } }),
  );
  const count = (direction: SignalView) =>
    found.filter((each) => each.direction === direction).length;
  const end = dataEnd(scans.data);
  // Before that nothing is off yet: the first collection switches detection on.
  const collected = (scans.data ?? []).some((scan) => scan.last_collection_at !== null);
  const rows = useMemo(
    () => rowsOf(shownOf(signals.data, view), scans.data, types.data, sparks),
    [signals.data, view, scans.data, types.data, sparks],
  );
  usePageTitle("Anomalies");
  return (
    <>
      <PageHead
        title="Anomalies"
        intro={
          end === null
            ? "Buckets that left their expected band and are still open."
            : `Buckets that left their expected band, up to ${formatDay(end - 1, true)}, where the data ends.`
        }
      />
      {collected && settings.data && !settings.data.anomaly_detection_enabled && (
        <Callout
          tone="late"
          action={
            <Link
              to="/p/$slug/settings/monitoring"
              params={{ slug } as never}
              className="rounded-1 text-link"
            >
              Detection settings
            </Link>
          }
        >
          Detection is off in this project: nothing is compared with an expectation.
        </Callout>
      )}
      <div>
        <Segmented
          label="View"
          value={view}
          onChange={(next) =>
            void navigate({
              to: ".",
              search: { view: next === "all" ? undefined : next } as never,
              replace: true,
            })
          }
          options={[
            { value: "all", label: counted("All", signals.data && found.length) },
            { value: "drop", label: counted("Drops", signals.data && count("drop")) },
            { value: "spike", label: counted("Spikes", signals.data && count("spike")) },
          ]}
        />
      </div>
      <Loaded of={signals}>
        {() =>
          rows.length === 0 ? (
            <Panel>
              <NoSignals counted={collected} />
            </Panel>
          ) : (
            <SignalList slug={slug} rows={rows} />
          )
        }
      </Loaded>
    </>
  );
}

const counted = (word: string, count: number | undefined) =>
  count === undefined ? word : `${word} ${formatNumber(count)}`;

function NoSignals({ counted }: { counted: boolean }) {
  return counted ? (
    <EmptyState title="Nothing is out of its band">
      Every watched number is where it is expected to be.
    </EmptyState>
  ) : (
    <EmptyState title="Nothing has been counted yet">
      Signals come from counts: run a scan with a schedule first.
    </EmptyState>
  );
}

const shownOf = (signals: SignalOut[] | undefined, view: SignalView) =>
  (signals ?? []).filter((signal) => view === "all" || signal.direction === view);

function rowsOf(
  signals: SignalOut[],
  scans: ScanOut[] | undefined,
  types: EventTypeOut[] | undefined,
  sparks: Map<string, SignalSeries> | undefined,
) {
  return signalRows(signals, {
    scans: new Map((scans ?? []).map((scan) => [scan.id, scan.name])),
    types: new Map((types ?? []).map((type) => [type.id, type.display_name])),
    sparks,
  });
}

/** The counts around each finding; undefined while they are asked for. */
function useSparks(slug: string, signals: SignalOut[]) {
  const query = useQuery({
    ...signalSeriesOptions(slug, {
      scopes: signals.slice(0, DRAWN).map((signal) => ({
        scope_type: signal.scope_type as "event",
        scope_ref: signal.scope_ref,
        bucket: signal.bucket,
        scan_config_id: signal.scan_config_id,
      })),
    }),
    enabled: signals.length > 0,
  });
  return useMemo(
    () =>
      query.isError
        ? new Map<string, SignalSeries>()
        : query.data && new Map(query.data.map((series) => [keyOf(series), series])),
    [query.data, query.isError],
  );
}
