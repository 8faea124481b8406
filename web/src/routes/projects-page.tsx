import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import {
  authMeOptions,
  projectsCreateMutation,
  projectsVisibleOptions,
  projectsVisibleQueryKey,
} from "@/api/generated/@tanstack/react-query.gen";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Kbd } from "@/components/ui/kbd";
import { Loaded } from "@/components/ui/loaded";
import { PageHead } from "@/components/ui/panel";
import { NewProjectDialog } from "@/features/projects/components/new-project-dialog";
import { ProjectList } from "@/features/projects/components/project-list";
import { projectRow } from "@/features/projects/mapping";
import { usePageActions } from "@/lib/keyboard";
import { usePageTitle } from "@/lib/page-subject";
import { AddDataWays, DroppedFiles } from "./add-data-ways";
import { useDemoMaker } from "./demo-making";
import { useInstanceOwner } from "./instance-owner";

export function ProjectsPage() {
  const queryClient = useQueryClient();
  const router = useRouter();
  const projects = useQuery(projectsVisibleOptions());
  const me = useQuery(authMeOptions());
  const [open, setOpen] = useState(false);
  const demo = useDemoMaker();
  const create = useMutation({
    ...projectsCreateMutation(),
    onSuccess: async (project) => {
      await queryClient.invalidateQueries({ queryKey: projectsVisibleQueryKey() });
      await router.navigate({ to: `/p/${project.slug}/overview` });
    },
  });
  const button = (
    <Button variant="primary" onClick={() => setOpen(true)}>
      <Icon as={Plus} size={14} />
      New project <Kbd onAccent>C</Kbd>
    </Button>
  );
  const { isOwner } = useInstanceOwner();
  const empty = projects.data?.length === 0;
  usePageActions(
    { keys: "c", label: "New project", run: () => setOpen(true) },
    { label: "Generate demo project", run: demo.begin },
  );
  usePageTitle("Projects");
  return (
    <>
      {empty ? (
        <PageHead
          title="See what your data does"
          intro="tripl finds the events in it, counts their history and says what moved."
        />
      ) : (
        <PageHead
          title="Projects"
          actions={
            projects.data &&
            me.data && (
              <>
                {isOwner && (
                  <Button asChild>
                    <Link to="/add-data">Add data</Link>
                  </Button>
                )}
                <Button busy={demo.busy && "Making it"} onClick={demo.begin}>
                  <span>
                    <span className="narrow:hidden">Generate demo project</span>
                    <span className="hidden narrow:inline">Demo</span>
                  </span>
                </Button>
                {button}
              </>
            )
          }
        />
      )}
      <Loaded of={projects}>
        {(found) =>
          found.length === 0 ? (
            <>
              <AddDataWays demo={demo} />
              <DroppedFiles />
              <p className="flex flex-wrap items-center gap-2 text-ink-3">
                Or plan first, and bring data later.
                <Button variant="ghost" onClick={() => setOpen(true)}>
                  New project <Kbd>C</Kbd>
                </Button>
              </p>
            </>
          ) : (
            <ProjectList rows={found.map(projectRow)} />
          )
        }
      </Loaded>
      {demo.dialog}
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
