import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef, useState } from "react";
import {
  authMeOptions,
  projectsVisibleOptions,
  scansScanJobOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import { demoCreate } from "@/api/generated/sdk.gen";
import type { ProjectOut } from "@/api/generated/types.gen";
import { AnotherDialog } from "@/features/demo/components/another-dialog";
import { MakingDialog } from "@/features/demo/components/making-dialog";
import { hasEnded, refusalOf } from "@/features/demo/phases";
import { toasts } from "@/lib/toast-store";
import { useNow } from "@/lib/use-now";

/** Asked by the id of the run, so that a silent stream delays nothing. */
const POLL_MS = 500;

type MakingOptions = {
  title: string;
  ask: () => Promise<ProjectOut>;
  /** The demo exists; its first run may still go on. */
  onMade?: (project: ProjectOut) => unknown;
};

/** Makes a demo and follows its first run; who watches lands on its overview. */
export function useMaking({ title, ask, onMade }: MakingOptions) {
  const queryClient = useQueryClient();
  const router = useRouter();
  const [watching, setWatching] = useState(false);
  const make = useMutation({
    mutationFn: ask,
    onSuccess: async (project) => {
      await onMade?.(project);
      await queryClient.invalidateQueries({ queryKey: projectsVisibleOptions().queryKey });
    },
  });
  const project = make.data;
  const first = project?.summary.latest_scan_job;
  const run = useQuery({
    ...scansScanJobOptions({
      path: {
        slug: project?.slug ?? "",
        scan_id: first?.scan_config_id ?? "",
        job_id: first?.id ?? "",
      },
    }),
    enabled: Boolean(first),
    refetchInterval: ({ state }) => (hasEnded(state.data ?? null) ? false : POLL_MS),
  });
  const job = run.data ?? null;
  const now = useNow(watching ? 1000 : 60_000);
  const open = async () => {
    if (!project) return;
    setWatching(false);
    await queryClient.invalidateQueries();
    await router.navigate({ to: `/p/${project.slug}/overview` });
  };
  const begin = () => {
    setWatching(true);
    make.mutate();
  };
  useLanding(project, job?.id, job?.status === "completed", watching, open);
  const dialog: ReactNode = !make.isIdle && (
    <MakingDialog
      open={watching}
      title={title}
      making={{ project: project !== undefined, job, failed: make.isError }}
      elapsedMs={Math.max(0, now - make.submittedAt)}
      refusal={make.error ? refusalOf(make.error) : null}
      onClose={() => setWatching(false)}
      onAgain={begin}
      onOpen={project ? () => void open() : null}
    />
  );
  return { begin, busy: make.isPending, dialog };
}

/** Once for each run that ends well: on to the overview, or a word for who looks elsewhere. */
function useLanding(
  project: ProjectOut | undefined,
  job: string | undefined,
  done: boolean,
  watching: boolean,
  open: () => Promise<void>,
): void {
  const landed = useRef<string>(undefined);
  useEffect(() => {
    if (!done || !project || landed.current === job) return;
    landed.current = job;
    if (watching) void open();
    else toasts.show(`${project.name} is ready`, { label: "Open", run: () => void open() });
  });
}

export type DemoMaker = ReturnType<typeof useDemoMaker>;

/**
 * Generate demo project: at once for the first, after a question for the next. Belongs to the page: what is drawn only
 * while there is no project goes in the middle of it.
 */
export function useDemoMaker() {
  const router = useRouter();
  const me = useQuery(authMeOptions());
  const projects = useQuery(projectsVisibleOptions());
  const [asking, setAsking] = useState(false);
  const making = useMaking({
    title: "Demo project",
    ask: async () => (await demoCreate({ throwOnError: true })).data,
  });
  const own = projects.data?.find(
    (project) => project.is_demo && project.created_by_user_id === me.data?.id,
  );
  const openOwn = () => void router.navigate({ to: `/p/${own?.slug}/overview` });
  return {
    own,
    openOwn,
    busy: making.busy,
    begin: () => (own ? setAsking(true) : making.begin()),
    dialog: (
      <>
        {asking && own && (
          <AnotherDialog
            existing={own.name}
            onClose={() => setAsking(false)}
            onOpen={openOwn}
            onAnother={() => {
              setAsking(false);
              making.begin();
            }}
          />
        )}
        {making.dialog}
      </>
    ),
  };
}
