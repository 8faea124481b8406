import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import {
  dataSourcesListedOptions,
  eventTypesListedOptions,
  signalsSignalsOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import type { ProjectOut, ScanOut } from "@/api/generated/types.gen";
import { Callout } from "@/components/ui/callout";
import { Loaded } from "@/components/ui/loaded";
import { TwoColumns } from "@/components/ui/panel";
import { GetStarted } from "@/features/overview/components/get-started";
import { OpenSignals } from "@/features/overview/components/open-signals";
import { OverviewSentence } from "@/features/overview/components/overview-sentence";
import { SourceHealth } from "@/features/overview/components/source-health";
import { checklist, signalSummary, statusSentence } from "@/features/overview/mapping";
import { freshnessOf } from "@/features/scans/scan-mapping";
import { toSeconds } from "@/lib/format-date";
import { usePageTitle } from "@/lib/page-subject";
import { useNow } from "@/lib/use-now";
import { OverviewFigures } from "./overview-figures";
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
  const sources = useQuery(dataSourcesListedOptions());
  const steps = checklist({
    slug: project.slug,
    sources: sources.data?.length ?? 0,
    summary: project.summary,
    latestScan: scans[scans.length - 1]?.id ?? null,
  });
  return (
    <>
      <OverviewSentence
        parts={["Nothing has been counted yet. Four steps, and this page knows."]}
      />
      <GetStarted
        steps={project.can_mutate ? steps : steps.map(({ action: _, ...step }) => step)}
      />
    </>
  );
}

function Collected({ project, scans }: Props) {
  const { slug } = project;
  const now = useNow();
  const signals = useQuery(signalsSignalsOptions({ path: { slug }, query: { expanded: true } }));
  const types = useQuery(eventTypesListedOptions({ path: { slug } }));
  const sources = scans
    .filter((scan) => scan.interval !== null)
    .map((scan) => ({
      id: scan.id,
      name: scan.name,
      newest: toSeconds(scan.last_event_at),
      ...freshnessOf(scan, now),
    }));
  const open = (signals.data ?? []).map((signal) => signalSummary(signal, types.data));
  // What a wider scope explains stands after it, and is counted like every signal.
  const told = [...open].sort((a, b) => Number(a.child) - Number(b.child));
  const end = dataEnd(scans);
  const alerting = (project.summary.alert_rule_count ?? 0) === 0 && project.can_mutate;
  return (
    <>
      <Loaded of={signals} waiting={<OverviewSentence parts={["…"]} />}>
        {() => (
          <OverviewSentence
            parts={statusSentence({ slug, signals: told, sources, dataEnd: end })}
          />
        )}
      </Loaded>
      {alerting && (
        <Callout
          tone="accent"
          action={
            <Link
              to="/p/$slug/alerting"
              params={{ slug } as never}
              className="shrink-0 rounded-1 text-link"
            >
              Set up alerting
            </Link>
          }
        >
          Nobody is told about signals yet.
        </Callout>
      )}
      <OverviewFigures project={project} signals={signals.data} />
      <TwoColumns
        main={
          <>
            <TotalVolume slug={slug} scans={scans} />
            <SourceHealth slug={slug} rows={sources} />
          </>
        }
        side={
          <>
            <Loaded of={signals}>
              {() => (
                <OpenSignals
                  slug={slug}
                  signals={told.slice(0, SIGNALS_SHOWN)}
                  total={told.length}
                />
              )}
            </Loaded>
            <BusiestEvents slug={slug} end={end} />
          </>
        }
      />
    </>
  );
}
