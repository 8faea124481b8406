import { useQueries, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import {
  dataSourcesListedOptions,
  scansScanJobsOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Icon } from "@/components/ui/icon";
import { Kbd } from "@/components/ui/kbd";
import { Loaded } from "@/components/ui/loaded";
import { PageHead, Panel } from "@/components/ui/panel";
import { ScanList } from "@/features/scans/components/scan-list";
import { scanRow } from "@/features/scans/scan-mapping";
import { usePageTitle } from "@/lib/page-subject";
import { useNow } from "@/lib/use-now";
import { useInstanceOwner } from "./instance-owner";
import { useProject, useScans } from "./project-context";

/** Enough runs to count a streak of failures. */
const RUNS = 5;

export function ScansPage() {
  const { slug, mayOwn } = useProject();
  const scans = useScans(slug);
  const sources = useQuery(dataSourcesListedOptions());
  const jobs = useQueries({
    queries: (scans.data ?? []).map((scan) =>
      scansScanJobsOptions({ path: { slug, scan_id: scan.id }, query: { limit: RUNS } }),
    ),
  });
  const now = useNow();
  const nameOf = (id: string) => sources.data?.find((source) => source.id === id)?.name ?? "";
  const button = (
    <Button variant="primary" asChild>
      <Link to="/p/$slug/scans/new" params={{ slug } as never} data-primary-create="">
        <Icon as={Plus} size={14} />
        New scan <Kbd onAccent>C</Kbd>
      </Link>
    </Button>
  );
  const { isOwner: mayAdd } = useInstanceOwner();
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
              rows={found.map((scan, index) =>
                scanRow(scan, nameOf(scan.data_source_id), jobs[index]?.data ?? [], now),
              )}
            />
          )
        }
      </Loaded>
    </>
  );
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
