import type { PartOut, SchemaRevision, SystemOut } from "@/api/generated/types.gen";
import type { Tone } from "@/components/ui/badge";

type Words = { name: string; meanwhile: string };

export const PART_WORDS: Record<PartOut["part"], Words> = {
  worker: { name: "The worker", meanwhile: "Nothing is counted or sent meanwhile; runs wait." },
  scheduler: { name: "The scheduler", meanwhile: "No run starts by itself meanwhile." },
  broker: { name: "The broker", meanwhile: "Runs and messages wait meanwhile." },
  database: { name: "tripl's database", meanwhile: "Pages may fail meanwhile." },
  page: { name: "The server of this page", meanwhile: "Pages may fail meanwhile." },
};

export type Told = { tone: Tone; state: string; note?: string };

export function reachWords(reach: SystemOut["broker"], unset: string): Told {
  if (reach === "reachable") return { tone: "ok", state: "Reachable" };
  if (reach === "unset") return { tone: "neutral", state: "Unset", note: unset };
  return { tone: "signal", state: "Does not answer" };
}

/** Which of two revisions is newer is not known, so nothing is said about it. */
export function schemaWords({ state, revision, shipped }: SchemaRevision): Told {
  if (state === "current")
    return { tone: "ok", state: revision ?? "", note: "What this version brings" };
  if (state === "differs")
    return { tone: "signal", state: revision ?? "", note: `This version brings ${shipped}` };
  if (state === "head_unknown")
    return { tone: "late", state: revision ?? "", note: "What this version brings is not known" };
  return { tone: "late", state: "Unknown", note: "The table of the revision could not be read" };
}

export const CONNECTIONS: Record<string, string> = {
  debug: "Debug mode",
  database_url: "Database URL",
  sync_database_url: "Database URL, second spelling",
  rabbitmq_url: "Broker URL",
  redis_url: "Redis URL",
  encryption_key: "Encryption key",
};
