import { useQuery } from "@tanstack/react-query";
import { alertingListDigestsOptions } from "@/api/generated/@tanstack/react-query.gen";
import type { PlanDigest } from "@/api/generated/types.gen";
import { Badge } from "@/components/ui/badge";
import { Moment } from "@/components/ui/moment";
import { Panel } from "@/components/ui/panel";
import { CHANNEL_WORDS, type ChannelKind } from "@/features/alerts/view-model";
import { useProject } from "./project-context";

const STATES = {
  sent: { tone: "ok", word: "Sent" },
  pending: { tone: "neutral", word: "Waits" },
  failed: { tone: "signal", word: "✕ Failed" },
} as const;

/** The weekly digests, which no rule asks for; nothing is shown while there is none. */
export function Digests() {
  const { slug } = useProject();
  const digests = useQuery(alertingListDigestsOptions({ path: { slug } }));
  if (!digests.data?.length) return null;
  return (
    <Panel title="Weekly digests" note="Mondays, 08:00 UTC, to every Slack and email" ruled>
      <ul aria-label="Weekly digests">
        {digests.data.map((digest) => (
          <Digest key={digest.id} digest={digest} />
        ))}
      </ul>
    </Panel>
  );
}

function Digest({ digest }: { digest: PlanDigest }) {
  const { tone, word } = STATES[digest.status];
  return (
    <li className="grid gap-1 border-b border-line px-3.5 py-1.5 last:border-0">
      <div className="flex min-h-6 flex-wrap items-center gap-x-3">
        <span className="text-ink-2">
          Week to <Moment at={`${digest.week}T00:00:00Z`} />
        </span>
        <span className="min-w-0 flex-1 truncate font-medium">
          {digest.destination_name}{" "}
          <span className="text-small font-normal text-ink-3">
            {CHANNEL_WORDS[digest.channel as ChannelKind]}
          </span>
        </span>
        <Badge tone={tone}>{word}</Badge>
      </div>
      {digest.error_message && digest.status !== "sent" && (
        <p className="text-small text-ink-2">{digest.error_message}</p>
      )}
    </li>
  );
}
