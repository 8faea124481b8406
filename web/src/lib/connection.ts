/** Whether the server answers at all; what it answers is another matter. */
export type Connection = {
  /** When the first request went unanswered, in epoch milliseconds; null while the server answers. */
  lostAt: number | null;
};

const ANSWERING: Connection = { lostAt: null };
/** A gateway answers in its own words for a server that does not. */
const GATEWAY = new Set([502, 503, 504]);

let state = ANSWERING;
const listeners = new Set<() => void>();
const returns = new Set<() => void>();
const retries = new Set<() => void>();

function set(next: Connection): void {
  state = next;
  for (const listener of listeners) listener();
}

function listen(set: Set<() => void>, listener: () => void): () => void {
  set.add(listener);
  return () => set.delete(listener);
}

export const connection = {
  state: () => state,
  lost(now = Date.now()): void {
    if (state.lostAt === null) set({ lostAt: now });
  },
  answered(): void {
    if (state.lostAt === null) return;
    set(ANSWERING);
    for (const listener of returns) listener();
  },
  /** Somebody does not want to wait for the next attempt. */
  retry(): void {
    for (const listener of retries) listener();
  },
  subscribe: (listener: () => void) => listen(listeners, listener),
  onReturn: (listener: () => void) => listen(returns, listener),
  onRetry: (listener: () => void) => listen(retries, listener),
};

/** True for the page of a gateway whose server is away: ours refuses in JSON. */
export function isFromGateway(response: Response): boolean {
  const json = response.headers.get("content-type")?.includes("json") ?? false;
  return GATEWAY.has(response.status) && !json;
}
