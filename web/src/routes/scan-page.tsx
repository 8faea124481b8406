import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { Ellipsis, Play } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import {
  dataSourcesListedOptions,
  eventTypesListedOptions,
  filesListedOptions,
  scansDeleteMutation,
  scansReadOptions,
  scansRunMutation,
  scansScanJobsOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import { scansDeletion } from "@/api/generated/sdk.gen";
import type { ScanDetail } from "@/api/generated/types.gen";
import { Button } from "@/components/ui/button";
import { ErrorPanel } from "@/components/ui/error-panel";
import { Freshness } from "@/components/ui/freshness";
import { Icon } from "@/components/ui/icon";
import { Loaded } from "@/components/ui/loaded";
import { Menu, MenuItem } from "@/components/ui/menu";
import { Moment } from "@/components/ui/moment";
import { Facts, PageHead, Panel, TwoColumns } from "@/components/ui/panel";
import { DestroyDialog } from "@/features/losses/components/destroy-dialog";
import { INTERVAL_WORDS } from "@/features/scans/components/interval-words";
import { freshnessOf } from "@/features/scans/scan-mapping";
import { formatNumber } from "@/lib/format-number";
import { usePageActions } from "@/lib/keyboard";
import { ownActs } from "@/lib/own-acts";
import { usePageTitle } from "@/lib/page-subject";
import { toasts } from "@/lib/toast-store";
import { useNow } from "@/lib/use-now";
import { useAddressPart, useProject } from "./project-context";
import { ScanRuns } from "./scan-runs";

const ScanReplay = lazy(async () => ({ default: (await import("./scan-replay")).ScanReplay }));

export function ScanPage() {
  const { slug, mayEdit, mayOwn } = useProject();
  const queryClient = useQueryClient();
  const router = useRouter();
  const path = { slug, scan_id: useAddressPart("scan") };
  const scan = useQuery(scansReadOptions({ path }));
  const newest = useQuery(scansScanJobsOptions({ path, query: { limit: 1 } }));
  const [deleting, setDeleting] = useState(false);
  const [replaying, setReplaying] = useState(false);
  const run = useMutation({
    ...scansRunMutation(),
    onSuccess: async (job) => {
      ownActs.tell({ kind: "run", slug, scan: path.scan_id, job: job.id });
      await queryClient.invalidateQueries();
      await router.navigate({ to: `/p/${slug}/scans/${path.scan_id}/jobs/${job.id}` });
    },
  });
  const remove = useMutation({
    ...scansDeleteMutation(),
    onSuccess: async () => {
      toasts.show(`${scan.data?.name} is deleted`);
      await router.navigate({ to: `/p/${slug}/scans` });
      await queryClient.invalidateQueries();
    },
  });
  const live = newest.data?.find((job) => job.status === "pending" || job.status === "running");
  const base = `/p/${slug}/scans/${path.scan_id}`;
  usePageActions(
    mayEdit && newest.data && !live && { label: "Run now", run: () => run.mutate({ path }) },
    live && {
      label: "Watch the run",
      run: () => void router.navigate({ to: `${base}/jobs/${live.id}` }),
    },
    mayOwn && {
      keys: "e",
      label: "Edit scan",
      run: () => void router.navigate({ to: `${base}/edit` }),
    },
    mayOwn && { label: "Delete scan", run: () => setDeleting(true) },
  );
  usePageTitle(scan.data?.name, true);
  return (
    <Loaded of={scan}>
      {(found) => (
        <>
          <PageHead
            title={found.name}
            intro={introOf(found)}
            actions={
              <>
                {mayOwn && (
                  <Button asChild>
                    <Link to={`/p/${slug}/scans/${found.id}/edit`}>Edit</Link>
                  </Button>
                )}
                {mayEdit && !live && (
                  <Button
                    variant="primary"
                    data-guide="run-scan"
                    busy={run.isPending && "Starting"}
                    onClick={() => run.mutate({ path })}
                  >
                    <Icon as={Play} size={13} />
                    Run now
                  </Button>
                )}
                {live && (
                  <Button variant="primary" data-guide="watch-run" asChild>
                    <Link to={`/p/${slug}/scans/${found.id}/jobs/${live.id}`}>Watch the run</Link>
                  </Button>
                )}
                {mayOwn && (
                  <Menu
                    align="end"
                    trigger={
                      <Button variant="ghost" square aria-label={`More for ${found.name}`}>
                        <Icon as={Ellipsis} />
                      </Button>
                    }
                  >
                    {found.interval && found.time_column && !live && (
                      <MenuItem onSelect={() => setReplaying(true)}>
                        Collect a period again
                      </MenuItem>
                    )}
                    <MenuItem danger onSelect={() => setDeleting(true)}>
                      Delete scan
                    </MenuItem>
                  </Menu>
                )}
              </>
            }
          />
          {run.error && <ErrorPanel error={run.error} />}
          {found.is_static && mayOwn && <RejectedLines scanId={found.id} />}
          <TwoColumns
            main={<ScanRuns slug={slug} scanId={found.id} mayEdit={mayEdit} />}
            side={<Settings scan={found} />}
          />
          {replaying && (
            <Suspense>
              <ScanReplay scan={found} onClose={() => setReplaying(false)} />
            </Suspense>
          )}
          {deleting && (
            <DestroyDialog
              title={`Delete ${found.name}?`}
              action="Delete scan"
              ask={() => scansDeletion({ path, throwOnError: true })}
              remove={remove}
              onConfirm={() => remove.mutate({ path })}
              onClose={() => {
                setDeleting(false);
                remove.reset();
              }}
            >
              The plan and the warehouse stay as they are. This cannot be undone.
            </DestroyDialog>
          )}
        </>
      )}
    </Loaded>
  );
}

/** The way from a scan of a dropped file to the lines that did not fit; who may not see files sees nothing. */
function RejectedLines({ scanId }: { scanId: string }) {
  const files = useQuery({
    ...filesListedOptions({ query: { scan_id: scanId, limit: 1 } }),
    retry: false,
  });
  const file = files.data?.items[0];
  const rejected = file?.rejected_rows ?? 0;
  if (!file || rejected === 0) return null;
  const lines = formatNumber(rejected + (file.loaded_rows ?? 0));
  return (
    <p className="text-ink-2">
      <Link className="underline" to={`/add-data/${file.id}`}>
        {formatNumber(rejected)} of {lines} lines
      </Link>{" "}
      of {file.name} did not fit and are not counted.
    </p>
  );
}

function introOf(scan: ScanDetail): string {
  if (!scan.interval) return "Finds events when it is run. It counts nothing.";
  if (!scan.time_column) return "Has a schedule but no time column, so it counts nothing.";
  return `Finds events and counts them ${INTERVAL_WORDS[scan.interval]}.`;
}

function Settings({ scan }: { scan: ScanDetail }) {
  const { slug } = useProject();
  const sources = useQuery(dataSourcesListedOptions());
  const types = useQuery(
    eventTypesListedOptions({ path: { slug }, query: { with_fields: false } }),
  );
  const now = useNow();
  const { freshness, lag, endsAt } = freshnessOf(scan, now);
  const mono = (text: string) => <span className="type-mono break-all">{text}</span>;
  const type = types.data?.find((each) => each.id === scan.event_type_id)?.display_name ?? "";
  const rows: [string, React.ReactNode][] = [
    ["Source", sources.data?.find((source) => source.id === scan.data_source_id)?.name ?? ""],
    ["Event type", scan.event_type_column ? mono(`{${scan.event_type_column}}`) : type],
    ["Event name", scan.event_name_format ? mono(scan.event_name_format) : "every combination"],
    ["Time column", scan.time_column ? mono(scan.time_column) : "none"],
    [
      "Split by",
      scan.metric_breakdown_columns.length > 0
        ? mono(scan.metric_breakdown_columns.join(", "))
        : "nothing",
    ],
    ["A column becomes a variable above", `${formatNumber(scan.cardinality_threshold)} values`],
  ];
  if (scan.interval)
    rows.push(
      ["Freshness", <Freshness key="fresh" state={freshness} lagSeconds={lag} endsAt={endsAt} />],
      ["Newest row", <Moment key="newest" at={scan.last_event_at} />],
    );
  if (scan.interval && !scan.is_static)
    rows.push(["Next run", <Moment key="next" at={scan.next_metrics_run_at} />]);
  return (
    <>
      <Panel title="Settings">
        <div className="px-3.5 pb-2.5">
          <Facts rows={rows} />
        </div>
      </Panel>
      <Panel title="Base query">
        <section
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard.
          tabIndex={0}
          aria-label="Base query"
          className="overflow-x-auto px-3.5 pb-3 scroll-quiet"
        >
          <pre className="type-mono whitespace-pre-wrap">{scan.base_query}</pre>
        </section>
      </Panel>
    </>
  );
}
