import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import {
  filesCancelMutation,
  filesReadQueryKey,
  scansCancelMutation,
  scansScanJobOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import type { FileResponse, ScanJobOut } from "@/api/generated/types.gen";
import { Button } from "@/components/ui/button";
import { ErrorPanel } from "@/components/ui/error-panel";
import { loadProgress, loadSentence, loadStep } from "@/features/files/load-view";
import { loadedWords } from "@/features/files/words";
import { RunView } from "@/features/scans/components/run-view";
import { isLive, runView } from "@/features/scans/run-mapping";
import type { RunView as Run } from "@/features/scans/view-model";
import { formatDay } from "@/lib/format-date";
import { toasts } from "@/lib/toast-store";
import { useNow } from "@/lib/use-now";
import { FileRejects } from "./file-rejects";

const POLL_MS = 700;

/** The load and the run that counts the file, as one; who watches it end lands on the overview. */
export function FileCounting({ file }: { file: FileResponse }) {
  const queryClient = useQueryClient();
  const path = {
    slug: file.project_slug ?? "",
    scan_id: file.scan_id ?? "",
    job_id: file.job_id ?? "",
  };
  const job = useQuery({
    ...scansScanJobOptions({ path }),
    enabled: file.status === "loaded" && path.slug !== "" && path.job_id !== "",
    refetchInterval: ({ state }) => (state.data && !isLive(state.data) ? false : POLL_MS),
  });
  const cancel = useMutation({
    ...filesCancelMutation(),
    onSuccess: (ended) =>
      queryClient.setQueryData(filesReadQueryKey({ path: { file_id: file.id } }), ended),
  });
  const stop = useMutation({
    ...scansCancelMutation(),
    onSettled: () => queryClient.invalidateQueries(),
  });
  const now = useNow(1000);
  useLanding(file, job.data);
  const loading = file.status === "loading";
  const ended = job.data !== undefined && !isLive(job.data);
  const failure = cancel.error ?? stop.error ?? job.error;
  return (
    <>
      <RunView
        run={asOne(file, job.data)}
        now={now}
        stopLabel={loading ? "Cancel, keeps nothing" : undefined}
        onStop={() =>
          loading ? cancel.mutate({ path: { file_id: file.id } }) : stop.mutate({ path })
        }
        stopping={cancel.isPending || stop.isPending}
      />
      {failure && <ErrorPanel error={failure} />}
      {!loading && <Outcome file={file} ended={ended} />}
      {(file.rejected_rows ?? 0) > 0 && !loading && <FileRejects file={file} />}
    </>
  );
}

function Outcome({ file, ended }: { file: FileResponse; ended: boolean }) {
  const slug = file.project_slug;
  const gone = slug === null || file.scan_id === null;
  return (
    <div className="grid gap-3">
      <p className="text-ink-2">
        {file.name}: {loadedWords(file)}.
        {file.data_to && ` The data ends ${formatDay(file.data_to, true)}; that is taken as now.`}
        {gone && " The project that read it is gone."}
      </p>
      {!gone && ended && (
        <div className="flex flex-wrap gap-2">
          <Button variant="primary" asChild>
            <Link to={`/p/${slug}/overview`}>Open the overview</Link>
          </Button>
          <Button asChild>
            <Link to={`/p/${slug}/scans/${file.scan_id}`}>Open its scan</Link>
          </Button>
        </div>
      )}
    </div>
  );
}

/** The steps of the run behind the load, so that one list is walked from the first to the last. */
function asOne(file: FileResponse, job: ScanJobOut | undefined): Run {
  const waiting = { status: "pending", result_summary: {} } as ScanJobOut;
  const run = runView(job ?? waiting);
  const steps = [loadStep(file), ...run.steps];
  if (job) return { ...run, steps };
  return {
    ...run,
    steps,
    state: "running",
    sentence:
      file.status === "loaded" ? "Every row is loaded. The counting begins." : loadSentence(file),
    progress: file.stage === "reading" ? loadProgress(file) : null,
    startedAt: null,
  };
}

function useLanding(file: FileResponse, job: ScanJobOut | undefined): void {
  const router = useRouter();
  const queryClient = useQueryClient();
  const watched = useRef(false);
  if (file.status === "loading" || (job && isLive(job))) watched.current = true;
  const done = watched.current && job?.status === "completed";
  useEffect(() => {
    if (!done || !file.project_slug) return;
    const rejected = (file.rejected_rows ?? 0) > 0;
    toasts.show(
      `${file.name}: ${loadedWords(file)}`,
      rejected
        ? { label: "See them", run: () => void router.navigate({ to: `/add-data/${file.id}` }) }
        : undefined,
    );
    void queryClient.invalidateQueries();
    void router.navigate({ to: `/p/${file.project_slug}/overview`, replace: true });
  }, [done, file, router, queryClient]);
}
