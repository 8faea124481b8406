import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import {
  settingsReadOptions,
  systemOverviewOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import type { StuckDelivery, StuckRun, SystemOut, WorkerOut } from "@/api/generated/types.gen";
import { Badge } from "@/components/ui/badge";
import { Loaded } from "@/components/ui/loaded";
import { Moment } from "@/components/ui/moment";
import { PageHead, Panel } from "@/components/ui/panel";
import { Tiles } from "@/features/system/components/tiles";
import { CONNECTIONS, PART_WORDS, reachWords, schemaWords } from "@/features/system/words";
import { plural } from "@/lib/format-number";
import { usePageTitle } from "@/lib/page-subject";
import { OperatorOnly } from "./operator";
import { SignInProviders } from "./sign-in-providers";
import { UsageReport } from "./usage-report";

const POLL_MS = 15_000;

/** What answers, who works, and what got stuck; nothing here can be changed. */
export function SystemPage() {
  usePageTitle("System");
  return (
    <>
      <PageHead
        title="System"
        intro="What this server consists of, and whether it works. Looked at every 15 seconds; nothing here can be changed."
      />
      <OperatorOnly>
        <Overview />
        <Connections />
        <SignInProviders />
        <UsageReport />
      </OperatorOnly>
    </>
  );
}

function Overview() {
  const system = useQuery({ ...systemOverviewOptions(), refetchInterval: POLL_MS });
  return (
    <Loaded of={system} title="Nobody says how the system is">
      {(found) => (
        <>
          <Tiles label="What answers" tiles={tilesOf(found)} />
          <Workers system={found} />
          <Stuck runs={found.stuck_runs} deliveries={found.stuck_deliveries} />
        </>
      )}
    </Loaded>
  );
}

function tilesOf(system: SystemOut) {
  const beatIsDown = system.troubled.some(({ part }) => part === "scheduler");
  return [
    { label: "Version", told: { tone: "neutral" as const, state: system.version } },
    { label: "Database", told: reachWords(system.database, "") },
    { label: "Schema revision", told: schemaWords(system.database_schema) },
    { label: "Broker", told: reachWords(system.broker, "") },
    { label: "Cache", told: reachWords(system.cache, "Reads come from the database") },
    {
      label: "Scheduler",
      told: beatIsDown
        ? { tone: "signal" as const, state: "Silent", note: PART_WORDS.scheduler.meanwhile }
        : system.beat_at
          ? { tone: "ok" as const, state: "Heard of" }
          : { tone: "neutral" as const, state: "Not heard of yet" },
      extra: system.beat_at && <Moment at={system.beat_at} ago />,
    },
  ];
}

function Workers({ system }: { system: SystemOut }) {
  const alive = system.workers.filter((worker) => worker.alive);
  const slots = alive.reduce((sum, worker) => sum + worker.slots, 0);
  const down = system.troubled.some(({ part }) => part === "worker");
  return (
    <Panel
      title="Workers"
      note={alive.length > 0 ? `${plural(slots, "task")} at once` : undefined}
      ruled={system.workers.length > 0}
    >
      {(down || system.workers.length === 0) && (
        <p className="px-3.5 py-2.5 text-ink-2">
          {system.workers.length === 0
            ? "No worker was heard of within a day. "
            : "No worker was heard of lately. "}
          {PART_WORDS.worker.meanwhile}
        </p>
      )}
      <ul aria-label="Workers">
        {system.workers.map((worker) => (
          <Worker key={worker.name} worker={worker} />
        ))}
      </ul>
    </Panel>
  );
}

function Worker({ worker }: { worker: WorkerOut }) {
  return (
    <li className="flex min-h-9 flex-wrap items-center gap-x-3 border-b border-line px-3.5 py-1.5 last:border-0">
      <span className="type-mono min-w-0 flex-1 break-all">{worker.name}</span>
      <span className="text-small text-ink-3">{plural(worker.slots, "task")} at once</span>
      <span className="text-small text-ink-3">
        <Moment at={worker.at} ago />
      </span>
      <Badge tone={worker.alive ? "ok" : "neutral"}>{worker.alive ? "Works" : "Gone"}</Badge>
    </li>
  );
}

function Stuck({ runs, deliveries }: { runs: StuckRun[]; deliveries: StuckDelivery[] }) {
  const total = runs.length + deliveries.length;
  return (
    <Panel
      title="Stuck work"
      note={total > 0 ? "Each is tried again by itself while a worker lives" : undefined}
      ruled={total > 0}
    >
      {total === 0 && (
        <p className="px-3.5 pb-3 text-ink-2">
          Nothing: no run waits for a dead worker, no message for a sender.
        </p>
      )}
      <ul aria-label="Stuck work">
        {runs.map((run) => (
          <StuckRow
            key={run.job_id}
            what={run.status === "pending" ? "Run that no worker began" : "Run without progress"}
            name={run.scan_name}
            to={`/p/${run.project_slug}/scans/${run.scan_id}/jobs/${run.job_id}`}
            since={run.since}
          />
        ))}
        {deliveries.map((one) => (
          <StuckRow
            key={one.delivery_id}
            what="Message that was not sent"
            name={`${one.rule_name} to ${one.destination_name}`}
            to={`/p/${one.project_slug}/alerting`}
            section="deliveries"
            since={one.since}
          />
        ))}
      </ul>
    </Panel>
  );
}

type RowProps = { what: string; name: string; to: string; section?: string; since: string };

function StuckRow({ what, name, to, section, since }: RowProps) {
  return (
    <li className="flex min-h-9 flex-wrap items-center gap-x-3 border-b border-line px-3.5 py-1.5 last:border-0">
      <span className="min-w-0 flex-1">
        {what}:{" "}
        <Link
          to={to}
          search={section ? ({ section } as never) : undefined}
          className="rounded-1 break-words text-link"
        >
          {name}
        </Link>
      </span>
      <span className="text-small text-ink-3">
        since <Moment at={since} />
      </span>
    </li>
  );
}

function Connections() {
  const settings = useQuery(settingsReadOptions());
  return (
    <Panel title="Set by the environment" note="Whether there is a value, never which">
      <div className="px-3.5 pb-3.5">
        <Loaded of={settings}>
          {({ system }) => (
            <Tiles
              label="Set by the environment"
              tiles={Object.entries(system).map(([name, state]) => ({
                label: CONNECTIONS[name] ?? name,
                told: {
                  tone: name === "debug" && state === "configured" ? "late" : "neutral",
                  state: state === "configured" ? "Configured" : "Unset",
                },
              }))}
            />
          )}
        </Loaded>
      </div>
    </Panel>
  );
}
