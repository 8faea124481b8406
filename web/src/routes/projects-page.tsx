import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import {
  authMeOptions,
  projectsCreateMutation,
  projectsVisibleOptions,
  projectsVisibleQueryKey,
} from "@/api/generated/@tanstack/react-query.gen";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Icon } from "@/components/ui/icon";
import { Kbd } from "@/components/ui/kbd";
import { Loaded } from "@/components/ui/loaded";
import { PageHead, Panel } from "@/components/ui/panel";
import { NewProjectDialog } from "@/features/projects/components/new-project-dialog";
import { ProjectList } from "@/features/projects/components/project-list";
import { projectRow } from "@/features/projects/mapping";
import { usePageTitle } from "@/lib/page-subject";

export function ProjectsPage() {
  const queryClient = useQueryClient();
  const router = useRouter();
  const projects = useQuery(projectsVisibleOptions());
  const me = useQuery(authMeOptions());
  const [open, setOpen] = useState(false);
  const create = useMutation({
    ...projectsCreateMutation(),
    onSuccess: async (project) => {
      await queryClient.invalidateQueries({ queryKey: projectsVisibleQueryKey() });
      await router.navigate({ to: `/p/${project.slug}/overview` });
    },
  });
  const button = (
    <Button variant="primary" data-primary-create="" onClick={() => setOpen(true)}>
      <Icon as={Plus} size={14} />
      New project <Kbd onAccent>C</Kbd>
    </Button>
  );
  usePageTitle("Projects");
  return (
    <>
      <PageHead
        title="Projects"
        actions={projects.data && projects.data.length > 0 && me.data && button}
      />
      <Loaded of={projects}>
        {(found) =>
          found.length === 0 ? (
            <Panel>
              <EmptyState title="There is no project yet" action={button}>
                A project is one product: the plan of what it should send, the data that arrives,
                and who is told when the two part.
              </EmptyState>
            </Panel>
          ) : (
            <ProjectList rows={found.map(projectRow)} />
          )
        }
      </Loaded>
      <NewProjectDialog
        open={open}
        onOpenChange={(next) => {
          setOpen(next);
          create.reset();
        }}
        error={create.error}
        busy={create.isPending}
        onCreate={(body) => create.mutate({ body })}
      />
    </>
  );
}
