import { useQuery } from "@tanstack/react-query";
import { systemUsageOptions } from "@/api/generated/@tanstack/react-query.gen";
import type { UsageOut } from "@/api/generated/types.gen";
import { Badge } from "@/components/ui/badge";
import { Fold } from "@/components/ui/fold";
import { Loaded } from "@/components/ui/loaded";
import { Moment } from "@/components/ui/moment";
import { Panel } from "@/components/ui/panel";

const STATES: Record<UsageOut["state"], { word: string; meaning: string }> = {
  off: {
    word: "Off",
    meaning:
      "Nothing is told about this installation. TELEMETRY_ENABLED=true with TELEMETRY_ENDPOINT, an address of yours, switches it on.",
  },
  do_not_track: {
    word: "Forbidden",
    meaning: "DO_NOT_TRACK is set: nothing is told about this installation, whatever else is set.",
  },
  no_endpoint: {
    word: "No address",
    meaning:
      "TELEMETRY_ENABLED is set without TELEMETRY_ENDPOINT, and none is built in: nothing is sent.",
  },
  on: {
    word: "On",
    meaning: "One report a day leaves at 07:13 UTC. TELEMETRY_ENABLED=false switches it off.",
  },
};

/** Whether the installation tells of itself, to whom, and every word of it. */
export function UsageReport() {
  const usage = useQuery(systemUsageOptions());
  return (
    <Panel title="Usage report" note="Sizes, kinds and version; never names, hosts or queries">
      <div className="grid gap-3 px-3.5 pb-3.5">
        <Loaded of={usage} title="Nobody says whether reports are sent">
          {(found) => <Report usage={found} />}
        </Loaded>
      </div>
    </Panel>
  );
}

function Report({ usage }: { usage: UsageOut }) {
  const { word, meaning } = STATES[usage.state];
  return (
    <>
      <p className="text-ink-2">
        <Badge tone={usage.state === "no_endpoint" ? "late" : "neutral"}>{word}</Badge> {meaning}
      </p>
      {usage.state === "on" && (
        <p className="text-ink-2">
          Sent to <span className="type-mono break-all">{usage.endpoint}</span>.{" "}
          {usage.last ? (
            <>
              Last on <Moment at={usage.last.at} />:{" "}
              {usage.last.outcome ?? "what came of it is not known"}.
            </>
          ) : (
            "None has left yet."
          )}
        </p>
      )}
      {usage.last && <Document title="The last report" document={usage.last.document} open />}
      <Document title="What a report would say now" document={usage.document} />
    </>
  );
}

type DocumentProps = { title: string; document: Record<string, unknown>; open?: boolean };

function Document({ title, document, open = false }: DocumentProps) {
  return (
    <Fold title={title} open={open}>
      <pre className="type-mono overflow-x-auto rounded-2 border border-line bg-sunken p-3 text-small">
        {JSON.stringify(document, null, 2)}
      </pre>
    </Fold>
  );
}
