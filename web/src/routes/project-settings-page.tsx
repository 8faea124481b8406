import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { authMeOptions, projectsUpdateMutation } from "@/api/generated/@tanstack/react-query.gen";
import type { ProjectOut } from "@/api/generated/types.gen";
import { Button } from "@/components/ui/button";
import { ErrorPanel } from "@/components/ui/error-panel";
import { Loaded } from "@/components/ui/loaded";
import { Facts, PageHead, Panel } from "@/components/ui/panel";
import { SaveBar } from "@/components/ui/save-bar";
import { UnsavedGuard } from "@/components/ui/unsaved-guard";
import { type GeneralDraft, GeneralForm } from "@/features/projects/components/general-form";
import { usePageActions } from "@/lib/keyboard";
import { usePageTitle } from "@/lib/page-subject";
import { problemOf } from "@/lib/problem";
import { toasts } from "@/lib/toast-store";
import { useProject } from "./project-context";
import { DangerZone, Maintenance } from "./project-danger";
import { ProjectMembers } from "./project-members";

export function ProjectSettingsPage() {
  const { slug, query, mayOwn } = useProject();
  usePageTitle("Project settings");
  return (
    <>
      <PageHead
        title="Project settings"
        intro={
          <Link
            to="/p/$slug/settings/monitoring"
            params={{ slug } as never}
            className="rounded-1 text-link"
          >
            Detection: when a number counts as out of its band
          </Link>
        }
      />
      <Loaded of={query}>
        {(project) => (
          <>
            <General key={project.id} project={project} />
            <Members project={project} />
            {mayOwn && <Maintenance slug={slug} />}
            {mayOwn && <DangerZone project={project} />}
          </>
        )}
      </Loaded>
    </>
  );
}

/** Owners, admins, and the creator while still an editor: whom the API lets rename. */
function useMayManage(project: ProjectOut): boolean {
  const me = useQueryClient().getQueryData(authMeOptions().queryKey);
  const creator = me !== undefined && project.created_by_user_id === me.id;
  return project.my_role === "owner" || (creator && project.my_role === "editor");
}

function Members({ project }: { project: ProjectOut }) {
  return <ProjectMembers slug={project.slug} may={useMayManage(project)} />;
}

function General({ project }: { project: ProjectOut }) {
  const may = useMayManage(project);
  const queryClient = useQueryClient();
  const router = useRouter();
  const stored: GeneralDraft = {
    name: project.name,
    slug: project.slug,
    description: project.description,
    app_version_keep_releases: project.app_version_keep_releases,
  };
  const [draft, setDraft] = useState(stored);
  const save = useMutation({
    ...projectsUpdateMutation(),
    onSuccess: async (saved) => {
      setDraft(pick(saved));
      toasts.show("The project's settings are saved");
      if (saved.slug !== project.slug)
        await router.navigate({
          to: `/p/${saved.slug}/settings`,
          replace: true,
          ignoreBlocker: true,
        });
      await queryClient.invalidateQueries();
    },
  });
  const changed = JSON.stringify(draft) !== JSON.stringify(stored);
  const named = draft.name.trim() !== "" && draft.slug.trim() !== "";
  const send = () => save.mutate({ path: { slug: project.slug }, body: changes(draft, stored) });
  usePageActions(
    may && changed && named && { keys: "mod+s", inFields: true, label: "Save settings", run: send },
  );
  if (!may)
    return (
      <Panel title="General" ruled className="max-w-[640px]">
        <div className="px-3.5 py-2.5">
          <Facts
            rows={[
              ["Name", project.name],
              [
                "Slug",
                <span key="slug" className="type-mono">
                  {project.slug}
                </span>,
              ],
              ["Description", project.description || "none"],
              ["Releases to keep", project.app_version_keep_releases],
            ]}
          />
        </div>
      </Panel>
    );
  const problem = save.error ? problemOf(save.error) : null;
  const taken: Record<string, string> = problem?.status === 409 ? { slug: problem.detail } : {};
  const errors = { ...problem?.fields, ...taken };
  return (
    <>
      <GeneralForm
        draft={draft}
        stored={stored}
        errors={errors}
        onChange={(part) => setDraft((before) => ({ ...before, ...part }))}
      />
      {problem && Object.keys(errors).length === 0 && <ErrorPanel error={save.error} />}
      <UnsavedGuard edited={changed} />
      {changed && (
        <SaveBar>
          <Button
            variant="primary"
            busy={save.isPending && "Saving"}
            disabled={!named}
            onClick={send}
          >
            Save settings
          </Button>
          <Button
            variant="ghost"
            onClick={() => {
              setDraft(stored);
              save.reset();
            }}
          >
            Discard
          </Button>
        </SaveBar>
      )}
    </>
  );
}

const pick = ({ name, slug, description, app_version_keep_releases }: GeneralDraft) => ({
  name,
  slug,
  description,
  app_version_keep_releases,
});

/** Only what differs: what a colleague changes meanwhile stays. */
function changes(draft: GeneralDraft, stored: GeneralDraft): Partial<GeneralDraft> {
  const names = Object.keys(stored) as (keyof GeneralDraft)[];
  return Object.fromEntries(
    names.filter((name) => draft[name] !== stored[name]).map((name) => [name, draft[name]]),
  );
}
