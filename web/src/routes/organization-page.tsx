import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import {
  authMeOptions,
  organizationsListMineOptions,
  organizationsUpdateMutation,
} from "@/api/generated/@tanstack/react-query.gen";
import type { OrganizationOut } from "@/api/generated/types.gen";
import { Button } from "@/components/ui/button";
import { ErrorPanel } from "@/components/ui/error-panel";
import { TextField } from "@/components/ui/field";
import { Loaded } from "@/components/ui/loaded";
import { Facts, PageHead, Panel } from "@/components/ui/panel";
import { SaveBar } from "@/components/ui/save-bar";
import { Select } from "@/components/ui/select";
import { UnsavedGuard } from "@/components/ui/unsaved-guard";
import { usePageActions } from "@/lib/keyboard";
import { usePageTitle } from "@/lib/page-subject";
import { problemOf } from "@/lib/problem";
import { toasts } from "@/lib/toast-store";
import { EditionTeasers } from "./edition-teasers";
import { OrganizationDanger } from "./organization-danger";
import { OrganizationGroups } from "./organization-groups";

/** What the organization is called, its groups, and how it changes hands or ends. */
export function OrganizationPage() {
  const mine = useQuery(organizationsListMineOptions());
  const here = useQuery(authMeOptions()).data?.org;
  const [chosen, setChosen] = useState<string | null>(null);
  usePageTitle("Organization settings");
  return (
    <>
      <PageHead
        title="Organization settings"
        intro={
          // That page is about the organization one works in, whichever is chosen here.
          (chosen ?? here) === here && (
            <Link to="/settings/workspace" className="rounded-1 text-link">
              Members and invitations
            </Link>
          )
        }
      />
      <Loaded of={mine}>
        {(all) => {
          const shown = all.find(({ slug }) => slug === (chosen ?? here)) ?? all[0];
          return (
            <>
              {all.length > 1 && shown && (
                <Select
                  label="Organization"
                  className="max-w-[360px]"
                  options={all.map(({ slug, name }) => ({ value: slug, label: name, hint: slug }))}
                  value={shown.slug}
                  onChange={setChosen}
                />
              )}
              {shown && <One key={shown.id} organization={shown} />}
              <EditionTeasers />
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function One({ organization }: { organization: OrganizationOut }) {
  const may = organization.my_role !== "member";
  return (
    <>
      {may ? <Naming organization={organization} /> : <Reading organization={organization} />}
      <OrganizationGroups org={organization.slug} may={may} />
      {organization.my_role === "owner" && <OrganizationDanger organization={organization} />}
    </>
  );
}

function Reading({ organization: { name, slug } }: { organization: OrganizationOut }) {
  return (
    <Panel title="Details" ruled className="max-w-[760px]">
      <div className="px-3.5 py-2.5">
        <Facts
          rows={[
            ["Name", name],
            [
              "Slug",
              <span key="slug" className="type-mono">
                {slug}
              </span>,
            ],
          ]}
        />
      </div>
    </Panel>
  );
}

function Naming({ organization }: { organization: OrganizationOut }) {
  const queryClient = useQueryClient();
  const { slug: org, name: stored } = organization;
  const [name, setName] = useState(stored);
  const save = useMutation({
    ...organizationsUpdateMutation(),
    onSuccess: async (saved) => {
      setName(saved.name);
      toasts.show("The name is saved");
      await queryClient.invalidateQueries();
    },
  });
  const wanted = name.trim();
  const edited = name !== stored;
  const ready = edited && wanted !== "" && !save.isPending;
  const send = () => save.mutate({ path: { org }, body: { name: wanted } });
  usePageActions(ready && { keys: "mod+s", inFields: true, label: "Save the name", run: send });
  const refused = save.error ? problemOf(save.error).fields.name : undefined;
  return (
    <Panel title="Details" ruled className="max-w-[760px]">
      <form
        className="grid gap-4 px-3.5 py-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) send();
        }}
      >
        <TextField
          label="Name"
          maxLength={255}
          autoComplete="off"
          value={name}
          error={refused}
          onChange={(event) => setName(event.target.value)}
        />
        <TextField
          mono
          readOnly
          label="Slug"
          hint="Names the organization in addresses, and stays as it is."
          value={org}
        />
        {save.error && !refused && <ErrorPanel error={save.error} />}
      </form>
      <UnsavedGuard edited={edited} />
      {edited && (
        <SaveBar>
          <Button
            variant="primary"
            busy={save.isPending && "Saving"}
            disabled={wanted === ""}
            onClick={send}
          >
            Save the name
          </Button>
          <Button
            variant="ghost"
            onClick={() => {
              setName(stored);
              save.reset();
            }}
          >
            Discard
          </Button>
        </SaveBar>
      )}
    </Panel>
  );
}
