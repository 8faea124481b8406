import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { Ellipsis, Play } from "lucide-react";
import { useState } from "react";
import {
  dataSourcesListedOptions,
  eventTypesListedOptions,
  scansDeleteMutation,
  scansReadOptions,
  scansRunMutation,
  scansScanJobsOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import type { ScanDetail } from "@/api/generated/types.gen";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorPanel } from "@/components/ui/error-panel";
import { Freshness } from "@/components/ui/freshness";
import { Icon } from "@/components/ui/icon";
import { Loaded } from "@/components/ui/loaded";
import { Menu, MenuItem } from "@/components/ui/menu";
import { Facts, PageHead, Panel, TwoColumns } from "@/components/ui/panel";
import { INTERVAL_WORDS } from "@/features/scans/components/interval-words";
import { RunList } from "@/features/scans/components/run-list";
import { freshnessOf } from "@/features/scans/scan-mapping";
import { formatDateTime } from "@/lib/format-date";
import { formatNumber } from "@/lib/format-number";
import { ownActs } from "@/lib/own-acts";
import { usePageTitle } from "@/lib/page-subject";
import { toasts } from "@/lib/toast-store";
import { useNow } from "@/lib/use-now";
import { useAddressPart, useProject } from "./project-context";

export function ScanPage() {
  const { slug, mayEdit, mayOwn } = useProject();
  const queryClient = useQueryClient();
  const router = useRouter();
  const path = { slug, scan_id: useAddressPart("scan") };
  const scan = useQuery(scansReadOptions({ path }));
  const jobs = useQuery(scansScanJobsOptions({ path }));
  const [deleting, setDeleting] = useState(false);
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
  const live = jobs.data?.find((job) => job.status === "pending" || job.status === "running");
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
                    <MenuItem danger onSelect={() => setDeleting(true)}>
                      Delete scan
                    </MenuItem>
                  </Menu>
                )}
              </>
            }
          />
          {run.error && <ErrorPanel error={run.error} />}
          <TwoColumns
            main={
              <Panel title="Runs" note="newest first" ruled>
                <Loaded of={jobs}>
                  {(runs) =>
                    runs.length === 0 ? (
                      <EmptyState title="This scan has not run yet">
                        {mayEdit
                          ? "Run it now; it finds the events and counts their history."
                          : "An editor of the project can run it."}
                      </EmptyState>
                    ) : (
                      <RunList slug={slug} jobs={runs} />
                    )
                  }
                </Loaded>
              </Panel>
            }
            side={<Settings scan={found} />}
          />
          <ConfirmDialog
            open={deleting}
            onOpenChange={setDeleting}
            title={`Delete ${found.name}?`}
            action="Delete scan"
            busy={remove.isPending}
            error={remove.error}
            onConfirm={() => remove.mutate({ path })}
          >
            Its runs, counts and signals are deleted with it, and rules bound to it are switched
            off. The plan and the warehouse stay as they are.
          </ConfirmDialog>
        </>
      )}
    </Loaded>
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
  const types = useQuery(eventTypesListedOptions({ path: { slug } }));
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
      ["Newest row", formatDateTime(scan.last_event_at)],
    );
  if (scan.interval && !scan.is_static)
    rows.push(["Next run", formatDateTime(scan.next_metrics_run_at)]);
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
