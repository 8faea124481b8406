import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { qualified } from "@/lib/organization";
import { type LiveState, useLiveEvents } from "@/lib/use-live-events";

/** What one kind of message makes stale, by the names of the API's operations. */
const STALE: Record<string, RegExp> = {
  job: /^(scans(ScanJob|ScanJobs|Read|Listed)|projects(Read|Visible))$/,
  alert: /^alerting/,
  probe: /^scans(PreviewJob|DryRunJob)$/,
};
const ENDED = new Set(["completed", "failed", "cancelled"]);
/** Everything a finished run may have changed: plan, counts, findings and messages. */
const ALL = /^(?!auth)/;
const GATHER_MS = 300;
/** How often a page asks while nothing tells it. */
export const POLL_MS = 20_000;

/**
 * Keeps the pages of a project true while it changes; says whether messages arrive by themselves. Another project
 * under the same address (a demo that was reset) is listened to anew.
 */
export function useProjectLive(slug: string | null, id: string | undefined): LiveState {
  const queryClient = useQueryClient();
  const renew = useGathered(queryClient);
  return useLiveEvents({
    url: slug && qualified(`/api/v1/projects/${slug}/events/stream`),
    subject: id,
    names: ["job", "alert", "changed", "probe", "status"],
    // The stream may stand while what feeds it is away.
    saysSilent: (name, data) => (name === "status" ? backendOf(data) !== "ok" : null),
    onEvent: (name, data) => {
      if (name === "status") return;
      renew(name === "job" && ENDED.has(statusOf(data)) ? ALL : (STALE[name] ?? ALL));
    },
    pollMs: POLL_MS,
  });
}

/** Many messages within a moment ask for everything they name once. */
function useGathered(queryClient: QueryClient): (stale: RegExp) => void {
  const waiting = useRef<RegExp[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (stale) => {
    waiting.current.push(stale);
    timer.current ??= setTimeout(() => {
      const named = waiting.current;
      waiting.current = [];
      timer.current = undefined;
      void queryClient.invalidateQueries({
        predicate: ({ queryKey }) => named.some((each) => each.test(nameOf(queryKey[0]))),
      });
    }, GATHER_MS);
  };
}

const nameOf = (key: unknown) =>
  key !== null && typeof key === "object" && "_id" in key ? String(key._id) : "";
const memberOf = (data: unknown, name: string) =>
  data !== null && typeof data === "object" && name in data
    ? String((data as Record<string, unknown>)[name])
    : "";
const statusOf = (data: unknown) => memberOf(data, "status");
const backendOf = (data: unknown) => memberOf(data, "backend");
