import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { scansScanJobsOptions } from "@/api/generated/@tanstack/react-query.gen";
import { EmptyState } from "@/components/ui/empty-state";
import { Loaded } from "@/components/ui/loaded";
import { Pagination } from "@/components/ui/pagination";
import { Panel } from "@/components/ui/panel";
import { RunList } from "@/features/scans/components/run-list";

const PAGE = 50;
type Props = { slug: string; scanId: string; mayEdit: boolean };

/** The runs of a scan, a page at a time; which page stands in the address. */
export function ScanRuns({ slug, scanId, mayEdit }: Props) {
  const navigate = useNavigate();
  const { from } = useSearch({ strict: false }) as { from?: number };
  const offset = typeof from === "number" && from > 0 ? from : 0;
  const jobs = useQuery({
    // One more than is shown says whether there are older ones.
    ...scansScanJobsOptions({
      path: { slug, scan_id: scanId },
      query: { limit: PAGE + 1, offset },
    }),
    placeholderData: keepPreviousData,
  });
  return (
    <Panel title="Runs" note="newest first" ruled>
      <Loaded of={jobs}>
        {(runs) =>
          runs.length === 0 && offset === 0 ? (
            <EmptyState title="This scan has not run yet">
              {mayEdit
                ? "Run it now; it finds the events and counts their history."
                : "An editor of the project can run it."}
            </EmptyState>
          ) : (
            <>
              <RunList slug={slug} jobs={runs.slice(0, PAGE)} />
              <div className="border-t border-line px-3.5 py-2 empty:hidden">
                <Pagination
                  offset={offset}
                  limit={PAGE}
                  total={runs.length > PAGE ? "more" : "no more"}
                  onMove={(next) =>
                    void navigate({ to: ".", search: { from: next || undefined } as never })
                  }
                />
              </div>
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}
