import { extensions } from "@installed";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet, useLocation, useRouter } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import {
  authMeOptions,
  branchesListedOptions,
  projectsReadOptions,
  projectsVisibleOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import { authLogout } from "@/api/generated/sdk.gen";
import type { ProjectOut } from "@/api/generated/types.gen";
import { Moment } from "@/components/ui/moment";
import { openSignalCount } from "@/features/projects/counts";
import { useBranch } from "@/lib/branch";
import { POLL_MS, useProjectLive } from "./live";
import { SessionGuard } from "./session-guard";
import { AppShell } from "./shell/app-shell";
import { ConnectionBanner } from "./shell/connection-banner";
import { navCounts } from "./shell/nav-counts";
import { PartsBanner } from "./shell/parts-banner";
import { RegistrationBanner } from "./shell/registration-banner";
import type { ShellModel, ShellProject } from "./shell/shell-model";

const DemoBar = lazy(async () => ({ default: (await import("@/routes/demo-bar")).DemoBar }));

const gates = extensions.flatMap(({ shellGates = [] }) => shellGates);

/** The shell around every page of a signed-in person, with the counts of the open project. */
export function Frame() {
  const router = useRouter();
  const queryClient = useQueryClient();
  const path = useLocation({ select: (location) => location.pathname });
  const branch = useBranch() ?? null;
  const slug = /^\/p\/([^/]+)/.exec(path)?.[1] ?? null;
  const me = useQuery(authMeOptions());
  const projects = useQuery(projectsVisibleOptions());
  const read = useQuery({
    ...projectsReadOptions({ path: { slug: slug ?? "" } }),
    enabled: slug !== null,
  });
  const project = slug === null ? undefined : read.data;
  const branches = useQuery({
    ...branchesListedOptions({ path: { slug: slug ?? "" } }),
    enabled: slug !== null,
  });
  const live = useProjectLive(project ? slug : null, project?.id);
  const connected = live.mode === "live";
  const user = { name: me.data?.name || me.data?.email || "", email: me.data?.email ?? "" };
  const model: ShellModel = {
    organizations: me.data?.orgs ?? [],
    organization: me.data?.org ?? null,
    path,
    project:
      slug === null ? null : (project && shellProject(project)) || { slug, name: slug, trouble: 0 },
    projects: (projects.data ?? []).map(shellProject),
    branches:
      slug === null
        ? []
        : (branches.data?.items ?? []).map(({ id, name, kind }) => ({
            id,
            name,
            main: kind === "main",
          })),
    branch,
    owner: me.data?.role === "owner" || me.data?.role === "admin",
    user,
    counts: project ? navCounts(project.summary) : {},
    live: project ? { connected, text: <Collected summary={project.summary} /> } : null,
  };
  const signOut = async () => {
    await authLogout();
    queryClient.clear();
    await router.navigate({ to: "/sign-in", ignoreBlocker: true });
  };

  return (
    <AppShell model={model} onSignOut={() => void signOut()}>
      <ConnectionBanner live={live} pollMs={POLL_MS} />
      <PartsBanner pollMs={POLL_MS} />
      {model.owner && <RegistrationBanner host={window.location.hostname} />}
      {project?.is_demo && (
        <Suspense>
          <DemoBar project={project} />
        </Suspense>
      )}
      {project && !project.can_mutate && (
        <p className="text-small text-ink-3">You can read this project. Its editors change it.</p>
      )}
      <Within gates={gates} />
      <SessionGuard email={user.email} />
    </AppShell>
  );
}

/** The page, inside the gates of extensions. */
function Within({ gates: [Gate, ...inner] }: { gates: typeof gates }) {
  if (!Gate) return <Outlet />;
  return (
    <Gate>
      <Within gates={inner} />
    </Gate>
  );
}

function shellProject({ id, slug, name, summary }: ProjectOut): ShellProject {
  const trouble =
    openSignalCount(summary) +
    (summary.failing_scan_config_count ?? 0) +
    (summary.failing_alert_destination_count ?? 0);
  return { id, slug, name, trouble };
}

function Collected({ summary }: { summary: ProjectOut["summary"] }) {
  const job = summary.latest_scan_job;
  if (job?.status === "pending" || job?.status === "running") return "Collecting now";
  if (!job?.completed_at) return "Nothing collected yet";
  return (
    <>
      {job.status === "failed" ? "Last run failed" : "Collected"}{" "}
      <Moment at={job.completed_at} ago />
    </>
  );
}
