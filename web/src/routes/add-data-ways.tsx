import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { Database } from "lucide-react";
import { lazy, type ReactNode, Suspense, useState } from "react";
import {
  dataSourcesListedOptions,
  filesListedOptions,
  projectsVisibleOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorPanel } from "@/components/ui/error-panel";
import { Panel } from "@/components/ui/panel";
import { FileList } from "@/features/files/components/file-list";
import { Way } from "@/features/files/components/way";
import { plural } from "@/lib/format-number";
import type { DemoMaker } from "./demo-making";
import { DemoWay } from "./demo-way";
import { FileWay } from "./file-way";
import { useInstanceOwner } from "./instance-owner";

const SourceEditor = lazy(async () => ({
  default: (await import("./source-editor")).SourceEditor,
}));

/** The ways to begin: one's own file first, then what takes more than a minute. */
export function AddDataWays({ demo, children }: { demo: DemoMaker; children?: ReactNode }) {
  const { isOwner } = useInstanceOwner();
  if (isOwner === undefined) return null;
  if (!isOwner)
    return (
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_336px] xl:grid-cols-[minmax(0,1fr)_360px]">
        <Panel>
          <EmptyState title="Data is added by owners">
            Files and warehouses belong to the whole instance. An owner of it adds them, and lets
            you into a project.
          </EmptyState>
        </Panel>
        <DemoWay demo={demo} />
      </div>
    );
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_336px] xl:grid-cols-[minmax(0,1fr)_360px]">
      <FileWay />
      <div className="grid gap-4">
        <WarehouseWay />
        <DemoWay demo={demo} />
        {children}
      </div>
    </div>
  );
}

const SHOWN = 20;

/** Files that were dropped before; what was begun is taken up again. */
export function DroppedFiles() {
  const { isOwner } = useInstanceOwner();
  const files = useQuery({
    ...filesListedOptions({ query: { limit: SHOWN } }),
    enabled: isOwner === true,
  });
  if (files.isError && !files.data)
    return (
      <ErrorPanel
        title="The files dropped before cannot be listed"
        error={files.error}
        onRetry={() => void files.refetch()}
      />
    );
  if (!files.data || files.data.items.length === 0) return null;
  return <FileList files={files.data.items} total={files.data.total} />;
}

function WarehouseWay() {
  const [connecting, setConnecting] = useState(false);
  const queryClient = useQueryClient();
  const router = useRouter();
  const sources = useQuery(dataSourcesListedOptions());
  const projects = useQuery(projectsVisibleOptions());
  const count = sources.data?.filter((source) => !source.is_synthetic).length ?? 0;
  const own = projects.data?.filter((project) => !project.is_demo);
  const first = own?.[0];
  const scan = count > 0 && first && own?.length === 1;
  return (
    <Way icon={Database} title="Connect a warehouse">
      <p className="text-ink-2">
        The PostgreSQL your events arrive in, or a folder of files. tripl reads with one account and
        never writes.
      </p>
      {count > 0 && (
        <p className="text-small text-ink-3">{plural(count, "source")} connected so far.</p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => setConnecting(true)}>Connect a warehouse</Button>
        {scan && (
          <Button
            variant="ghost"
            onClick={() => void router.navigate({ to: `/p/${first.slug}/scans/new` })}
          >
            New scan
          </Button>
        )}
      </div>
      {connecting && (
        <Suspense>
          <SourceEditor
            source={null}
            onClose={() => setConnecting(false)}
            onSaved={async () => {
              await queryClient.invalidateQueries({
                queryKey: dataSourcesListedOptions().queryKey,
              });
              await router.navigate({ to: "/data-sources" });
            }}
          />
        </Suspense>
      )}
    </Way>
  );
}
