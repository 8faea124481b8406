import { useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { dataSourcesListedOptions } from "@/api/generated/@tanstack/react-query.gen";
import type { ProjectOut, ScanOut } from "@/api/generated/types.gen";
import { checklists } from "@/features/overview/checklist-store";
import { GetStarted } from "@/features/overview/components/get-started";
import { checklist, progressOf } from "@/features/overview/mapping";
import { toasts } from "@/lib/toast-store";

type Props = { project: ProjectOut; scans: ScanOut[] };

/** What is left to set up; gone when done or put away. */
export function Checklist({ project, scans }: Props) {
  const sources = useQuery(dataSourcesListedOptions());
  const dismissed = useSyncExternalStore(checklists.subscribe, checklists.dismissed);
  const owner = project.my_role === "owner";
  if (dismissed.includes(project.id) || sources.data === undefined) return null;
  const steps = checklist({
    slug: project.slug,
    sources: sources.data.filter((source) => !source.is_synthetic).length,
    summary: project.summary,
    latestScan: scans[scans.length - 1]?.id ?? null,
    counted: scans.some((scan) => scan.last_collection_at !== null),
  });
  if (progressOf(steps, owner).complete) return null;
  return (
    <GetStarted
      steps={steps}
      owner={owner}
      mayEdit={project.can_mutate}
      onDismiss={() => {
        checklists.dismiss(project.id);
        toasts.show("The checklist is put away; Search or jump brings it back", {
          label: "Undo",
          run: () => checklists.restore(project.id),
        });
      }}
    />
  );
}
