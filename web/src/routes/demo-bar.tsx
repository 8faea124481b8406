import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { authMeOptions, demoDeleteMutation } from "@/api/generated/@tanstack/react-query.gen";
import { demoReset, projectsDeletion } from "@/api/generated/sdk.gen";
import type { ProjectOut } from "@/api/generated/types.gen";
import { Button } from "@/components/ui/button";
import { DemoBanner } from "@/features/demo/components/demo-banner";
import { guides } from "@/features/demo/guide/progress-store";
import { freshnessWords, mayEnd } from "@/features/demo/state";
import { DestroyDialog } from "@/features/losses/components/destroy-dialog";
import { toasts } from "@/lib/toast-store";
import { DemoGuide, useGuide } from "./demo-guide";
import { useMaking } from "./demo-making";

type Props = { project: ProjectOut };

/** What stands above every page of a demo. */
export function DemoBar({ project }: Props) {
  const me = useQuery(authMeOptions());
  const guide = useGuide(project);
  return (
    <>
      <DemoBanner
        name={project.name}
        recipe={project.demo_recipe_version ?? null}
        outdated={project.demo_outdated ?? false}
        freshness={freshnessWords(project)}
        actions={
          <>
            {!guide.progress.open && (
              <Button size="sm" variant="ghost" onClick={() => guide.act({ type: "reopen" })}>
                Guide
              </Button>
            )}
            {mayEnd(project, me.data?.id) && (
              <>
                <Reset project={project} />
                <Delete project={project} />
              </>
            )}
          </>
        }
      />
      {guide.progress.open && <DemoGuide {...guide} />}
    </>
  );
}

function Reset({ project }: Props) {
  const queryClient = useQueryClient();
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const making = useMaking({
    title: `Resetting ${project.name}`,
    ask: async () => (await demoReset({ path: { slug: project.slug }, throwOnError: true })).data,
    // Every id below the old address is gone with it: leave the page first, then ask everything anew.
    onMade: async () => {
      await router.navigate({ to: `/p/${project.slug}/overview`, replace: true });
      await queryClient.resetQueries();
    },
  });
  return (
    <>
      <Button
        size="sm"
        variant="ghost"
        busy={making.busy && "Resetting"}
        onClick={() => setAsking(true)}
      >
        Reset
      </Button>
      {asking && (
        <DestroyDialog
          title={`Reset ${project.name}?`}
          action="Reset the demo"
          ask={() => projectsDeletion({ path: { slug: project.slug }, throwOnError: true })}
          remove={{ isPending: false, error: null }}
          onConfirm={() => {
            setAsking(false);
            making.begin();
          }}
          onClose={() => setAsking(false)}
        >
          Its audit log and your place in the guide go too, for good. The same address gets a fresh
          demo, with its faults in the hours before now. Name and members stay.
        </DestroyDialog>
      )}
      {making.dialog}
    </>
  );
}

function Delete({ project }: Props) {
  const queryClient = useQueryClient();
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const remove = useMutation({
    ...demoDeleteMutation(),
    onSuccess: async () => {
      toasts.show(`${project.name} is deleted`);
      guides.forget(project.slug);
      await router.navigate({ to: "/" });
      await queryClient.invalidateQueries();
    },
  });
  return (
    <>
      <Button size="sm" variant="ghost" onClick={() => setAsking(true)}>
        Delete
      </Button>
      {asking && (
        <DestroyDialog
          title={`Delete ${project.name}?`}
          action="Delete the demo"
          ask={() => projectsDeletion({ path: { slug: project.slug }, throwOnError: true })}
          remove={remove}
          onConfirm={() => remove.mutate({ path: { slug: project.slug } })}
          onClose={() => {
            setAsking(false);
            remove.reset();
          }}
        >
          For good. Your own projects and sources stay as they are.
        </DestroyDialog>
      )}
    </>
  );
}
