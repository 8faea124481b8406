import { useQuery } from "@tanstack/react-query";
import {
  eventTypesListedOptions,
  signalsSignalsOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import type { ProjectOut, ScanOut } from "@/api/generated/types.gen";
import { Loaded } from "@/components/ui/loaded";
import { TwoColumns } from "@/components/ui/panel";
import { HistoryFindings } from "@/features/overview/components/history-findings";
import { OpenSignals } from "@/features/overview/components/open-signals";
import { OverviewSentence } from "@/features/overview/components/overview-sentence";
import { SourceHealth } from "@/features/overview/components/source-health";
import { signalSummary, statusSentence } from "@/features/overview/mapping";
import { openSignalCount } from "@/features/projects/counts";
import { freshnessOf } from "@/features/scans/scan-mapping";
import { toSeconds } from "@/lib/format-date";
import { usePageTitle } from "@/lib/page-subject";
import { useNow } from "@/lib/use-now";
import { NewEvents, RecentActivity } from "./overview-activity";
import { Checklist } from "./overview-checklist";
import { OverviewFigures } from "./overview-figures";
import { useHistory } from "./overview-history";
import { BusiestEvents, TotalVolume } from "./overview-volume";
import { dataEnd, useProject, useScans } from "./project-context";

const SIGNALS_SHOWN = 5;

export function OverviewPage() {
  const { slug, query } = useProject();
  const scans = useScans(slug);
  usePageTitle(query.data ? `${query.data.name}, overview` : "Overview");
  return (
    <Loaded of={query}>
      {(project) => (
        <Loaded of={scans}>
          {(found) =>
            found.some((scan) => scan.last_collection_at !== null) ? (
              <Collected project={project} scans={found} />
            ) : (
              <BeforeTheFirstRun project={project} scans={found} />
            )
          }
        </Loaded>
      )}
    </Loaded>
  );
}

type Props = { project: ProjectOut; scans: ScanOut[] };

function BeforeTheFirstRun({ project, scans }: Props) {
  return (
    <>
      <OverviewSentence parts={[beforeWords(project)]} />
      {!project.is_demo && <Checklist project={project} scans={scans} />}
      {(project.summary.scan_count ?? 0) > 0 && <RecentActivity slug={project.slug} />}
    </>
  );
}

function beforeWords({ summary }: ProjectOut): string {
  const status = summary.latest_scan_job?.status;
  if (status === "pending" || status === "running")
    return "The first run is counting. This page fills itself when it is done.";
  return "Nothing is counted yet, as in every new project. This page fills itself with the first run of a scan.";
}

function Collected({ project, scans }: Props) {
  const { slug } = project;
  const now = useNow();
  const watched = scans.filter((scan) => scan.interval !== null);
  const signals = useQuery(signalsSignalsOptions({ path: { slug }, query: { expanded: true } }));
  const types = useQuery(
    eventTypesListedOptions({ path: { slug }, query: { with_fields: false } }),
  );
  const sources = watched.map((scan) => ({
    id: scan.id,
    name: scan.name,
    newest: toSeconds(scan.last_event_at),
    ...freshnessOf(scan, now),
  }));
  const open = (signals.data ?? []).map((signal) => signalSummary(signal, types.data, watched));
  // What a wider scope explains stands after it, and is counted like every signal.
  const told = [...open].sort((a, b) => Number(a.child) - Number(b.child));
  const end = dataEnd(scans);
  const quiet = signals.data?.length === 0;
  const history = useHistory(slug, end !== null, quiet, types.data);
  return (
    <>
      <Loaded of={signals} waiting={<OverviewSentence parts={["…"]} />}>
        {() => (
          <OverviewSentence
            parts={statusSentence({ slug, signals: told, sources, dataEnd: end, history })}
          />
        )}
      </Loaded>
      {!project.is_demo && <Checklist project={project} scans={scans} />}
      <OverviewFigures project={project} signals={signals.data} />
      <TwoColumns
        main={
          <>
            <TotalVolume slug={slug} scans={scans} />
            <NewEvents slug={slug} />
            <SourceHealth slug={slug} rows={sources} />
          </>
        }
        side={
          <>
            <Loaded of={signals}>
              {() => (
                // In one column what is wrong stands before the charts.
                <div className={told.length > 0 ? "min-w-0 max-lg:order-first" : "min-w-0"}>
                  <OpenSignals
                    slug={slug}
                    signals={told.slice(0, SIGNALS_SHOWN)}
                    total={openSignalCount(project.summary)}
                  />
                </div>
              )}
            </Loaded>
            {history && history.findings.length > 0 && (
              <HistoryFindings slug={slug} findings={history.findings} total={history.total} />
            )}
            <BusiestEvents slug={slug} end={end} />
            <RecentActivity slug={slug} />
          </>
        }
      />
    </>
  );
}
