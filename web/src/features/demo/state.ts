import type { ProjectOut } from "@/api/generated/types.gen";

/** What its visitor should know about how fresh it is; null while it is as it should be. */
export function freshnessWords({ demo_state, summary }: ProjectOut): string | null {
  const status = summary.latest_scan_job?.status;
  const collecting = status === "pending" || status === "running";
  if (demo_state === "stopped")
    return "This server keeps no demo fresh: what was collected stays, and its newest hours come when you run its scan (DEMO_RUNTIME_ENABLED).";
  if (demo_state === "paused")
    return collecting
      ? "It was paused while nobody looked. The hours it missed are being collected."
      : "Paused, because nobody looked for six hours. Your visit resumes it.";
  return null;
}

/** Its creator or an owner starts it over and ends it. */
export function mayEnd(project: ProjectOut, personId: string | undefined): boolean {
  return project.my_role === "owner" || project.created_by_user_id === personId;
}
