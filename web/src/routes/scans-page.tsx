import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import {
  dataSourcesListedOptions,
  scansNewestJobsOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import type { ScanJobOut } from "@/api/generated/types.gen";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Icon } from "@/components/ui/icon";
import { Kbd } from "@/components/ui/kbd";
import { Loaded } from "@/components/ui/loaded";
import { PageHead, Panel } from "@/components/ui/panel";
import { ScanList } from "@/features/scans/components/scan-list";
import { scanRow } from "@/features/scans/scan-mapping";
import { usePageActions } from "@/lib/keyboard";
import { usePageTitle } from "@/lib/page-subject";
import { useNow } from "@/lib/use-now";
import { useInstanceOwner } from "./instance-owner";
import { useProject, useScans } from "./project-context";

/** Enough runs to count a streak of failures. */
const RUNS = 5;

export function ScansPage() {
  const { slug, mayOwn } = useProject();
  const navigate = useNavigate();
  const scans = useScans(slug);
  const sources = useQuery(dataSourcesListedOptions());
  const jobs = useQuery(scansNewestJobsOptions({ path: { slug }, query: { each: RUNS } }));
  const now = useNow();
  const nameOf = (id: string) => sources.data?.find((source) => source.id === id)?.name ?? "";
  const button = (
    <Button variant="primary" asChild>
      <Link to="/p/$slug/scans/new" params={{ slug } as never}>
        <Icon as={Plus} size={14} />
        New scan <Kbd onAccent>C</Kbd>
      </Link>
    </Button>
  );
  const { isOwner: mayAdd } = useInstanceOwner();
  usePageActions(
    mayOwn && {
      keys: "c",
      label: "New scan",
      run: () => void navigate({ to: `/p/${slug}/scans/new` }),
    },
  );
  usePageTitle("Scans");
  return (
    <>
      <PageHead
        title="Scans"
        actions={
          mayOwn &&
          scans.data &&
          scans.data.length > 0 && (
            <>
              {mayAdd && <FileLink slug={slug} />}
              {button}
            </>
          )
        }
      />
      <Loaded of={scans}>
        {(found) =>
          found.length === 0 ? (
            <Panel>
              {mayOwn && sources.data?.length === 0 ? (
                <EmptyState
                  title="There is no source to scan"
                  action={
                    <Button variant="primary" asChild>
                      <Link to="/data-sources">Connect a source</Link>
                    </Button>
                  }
                  link={mayAdd && <FileLink slug={slug} />}
                >
                  A scan reads one of your data sources. Connect the first one.
                </EmptyState>
              ) : (
                <EmptyState
                  title="There is no scan yet"
                  action={mayOwn && button}
                  link={mayOwn && mayAdd && <FileLink slug={slug} />}
                >
                  {mayOwn
                    ? "A scan is one query: it finds your events, and counts them on a schedule."
                    : "An owner of this project says where its events come from."}
                </EmptyState>
              )}
            </Panel>
          ) : (
            <ScanList
              slug={slug}
              rows={found.map((scan) =>
                scanRow(scan, nameOf(scan.data_source_id), runsOf(jobs, scan.id), now),
              )}
            />
          )
        }
      </Loaded>
    </>
  );
}

/** Undefined while they are asked for; unknown runs are not "never run". */
function runsOf({ data, isError }: { data?: ScanJobOut[]; isError: boolean }, scan: string) {
  if (isError) return null;
  return data?.filter((job) => job.scan_config_id === scan);
}

/** A file needs no query: it is dropped, and feeds this project. */
function FileLink({ slug }: { slug: string }) {
  return (
    <Button asChild>
      <Link to="/add-data" search={{ project: slug } as never}>
        Drop a file
      </Link>
    </Button>
  );
}
