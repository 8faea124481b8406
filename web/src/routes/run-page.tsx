import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import {
  scansCancelMutation,
  scansReadOptions,
  scansRunMutation,
  scansScanJobOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import { Button } from "@/components/ui/button";
import { ErrorPanel } from "@/components/ui/error-panel";
import { Loaded } from "@/components/ui/loaded";
import { RunView } from "@/features/scans/components/run-view";
import { isLive, runView } from "@/features/scans/run-mapping";
import { usePageActions } from "@/lib/keyboard";
import { ownActs } from "@/lib/own-acts";
import { usePageTitle } from "@/lib/page-subject";
import { useNow } from "@/lib/use-now";
import { useAddressPart, useProject } from "./project-context";

/** Messages push the page; asking this often covers a stream that stays silent. */
const POLL_MS = 2500;

export function RunPage() {
  const { slug, mayEdit, mayOwn } = useProject();
  const queryClient = useQueryClient();
  const router = useRouter();
  const path = { slug, scan_id: useAddressPart("scan"), job_id: useAddressPart("job") };
  const scan = useQuery(scansReadOptions({ path }));
  const job = useQuery({
    ...scansScanJobOptions({ path }),
    refetchInterval: ({ state }) => (state.data && !isLive(state.data) ? false : POLL_MS),
  });
  const stop = useMutation({
    ...scansCancelMutation(),
    onSettled: () => queryClient.invalidateQueries(),
  });
  const again = useMutation({
    ...scansRunMutation(),
    onSuccess: async (started) => {
      ownActs.tell({ kind: "run", slug, scan: path.scan_id, job: started.id });
      await queryClient.invalidateQueries();
      await router.navigate({ to: `/p/${slug}/scans/${path.scan_id}/jobs/${started.id}` });
    },
  });
  const live = job.data && isLive(job.data);
  usePageActions(
    mayEdit && live && { label: "Stop the run", run: () => stop.mutate({ path }) },
    mayEdit && job.data && !live && { label: "Run again", run: () => again.mutate({ path }) },
    {
      label: "Open the scan",
      run: () => void router.navigate({ to: `/p/${slug}/scans/${path.scan_id}` }),
    },
  );
  const now = useNow(1000);
  usePageTitle(scan.data?.name, true);
  return (
    <Loaded of={job}>
      {(found) => (
        <>
          <RunView
            run={runView(found)}
            now={now}
            onStop={mayEdit ? () => stop.mutate({ path }) : undefined}
            onAgain={mayEdit ? () => again.mutate({ path }) : undefined}
            stopping={stop.isPending}
            starting={again.isPending}
          />
          {(stop.error ?? again.error) && <ErrorPanel error={stop.error ?? again.error} />}
          {found.status === "completed" && <NextPages slug={slug} />}
          {found.status === "failed" && mayOwn && (
            <div>
              <Button asChild>
                <Link to={`/p/${slug}/scans/${path.scan_id}/edit`}>Change the scan</Link>
              </Button>
            </div>
          )}
        </>
      )}
    </Loaded>
  );
}

function NextPages({ slug }: { slug: string }) {
  return (
    <div className="flex flex-wrap gap-2">
      <Button variant="primary" data-guide="run-overview" asChild>
        <Link to="/p/$slug/overview" params={{ slug } as never}>
          Open the overview
        </Link>
      </Button>
      <Button asChild>
        <Link to="/p/$slug/events" params={{ slug } as never}>
          See the events
        </Link>
      </Button>
    </div>
  );
}
