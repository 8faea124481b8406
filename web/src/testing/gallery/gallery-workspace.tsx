import { useState } from "react";
import { Button } from "@/components/ui/button";
import { PageHead } from "@/components/ui/panel";
import { EntryPage } from "@/features/accounts/components/entry-page";
import { RegisterForm } from "@/features/accounts/components/register-form";
import { NewProjectDialog } from "@/features/projects/components/new-project-dialog";
import { ProjectList } from "@/features/projects/components/project-list";
import { SourceDialog } from "@/features/sources/components/source-dialog";
import { SourceList } from "@/features/sources/components/source-list";
import { ProblemError } from "@/lib/problem";

const NOW = Math.floor(Date.now() / 3_600_000) * 3600;
const nothing = () => undefined;

export function GalleryProjects() {
  const [open, setOpen] = useState(false);
  const base = {
    description: "",
    isDemo: false,
    events: 412,
    openSignals: 0,
    openIncidents: 0,
    failingScans: 0,
    failingDestinations: 0,
    scans: 4,
    lastRun: { at: NOW, failed: false },
  };
  return (
    <>
      <PageHead
        title="Projects"
        actions={
          <Button variant="primary" onClick={() => setOpen(true)}>
            New project
          </Button>
        }
      />
      <ProjectList
        rows={[
          { ...base, id: "1", slug: "atlas", name: "Atlas" },
          {
            ...base,
            id: "2",
            slug: "marble",
            name: "Marble Reader",
            description: "The reading app",
            openIncidents: 2,
            openSignals: 3,
            failingScans: 1,
          },
          { ...base, id: "3", slug: "empty", name: "Fresh", scans: 0, events: 0, lastRun: null },
        ]}
      />
      <NewProjectDialog
        open={open}
        onOpenChange={setOpen}
        error={null}
        busy={false}
        onCreate={nothing}
      />
    </>
  );
}

export function GallerySources() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <PageHead
        title="Data sources"
        intro="tripl only reads from them."
        actions={
          <Button variant="primary" onClick={() => setOpen(true)}>
            Connect a source
          </Button>
        }
      />
      <SourceList
        mayEdit
        actions={{
          testing: null,
          onTest: nothing,
          onBrowse: nothing,
          onEdit: nothing,
          onDelete: nothing,
        }}
        rows={[
          {
            id: "1",
            name: "Analytics cluster",
            kind: "postgres",
            where: "db.example.test:5432/analytics",
            test: { ok: true, at: NOW - 300, message: null },
            scans: [
              { id: "1", name: "App events, hourly", projectSlug: "marble" },
              { id: "2", name: "Payments", projectSlug: "marble" },
            ],
          },
          {
            id: "2",
            name: "Web logs",
            kind: "duckdb",
            where: "web_requests.csv.gz",
            test: { ok: false, at: NOW, message: "The file is not in an allowed folder" },
            scans: [],
          },
        ]}
      />
      <SourceDialog
        open={open}
        onOpenChange={setOpen}
        fileHint="Below /data/files on this server."
        test={{
          answer: { ok: true, message: "Connected. 14 tables can be read.", at: NOW },
          error: null,
          busy: false,
        }}
        save={{ error: null, busy: false }}
        onTest={nothing}
        onSave={nothing}
      />
    </>
  );
}

export function GallerySignIn() {
  return (
    <EntryPage
      title="Create the owner account"
      intro="The owner connects sources, invites people and can do everything. There is one to begin with."
    >
      <RegisterForm
        first
        busy={false}
        onSubmit={nothing}
        error={
          new ProblemError({
            status: 503,
            title: "A part of the server is not available",
            detail: "The database does not answer.",
            requestId: "req-7f3a",
            fields: {},
            retryAfter: null,
          })
        }
        rules={[{ text: "At least 12 characters", test: (password) => password.length >= 12 }]}
      />
    </EntryPage>
  );
}
