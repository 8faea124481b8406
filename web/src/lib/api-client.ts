import { connection, isFromGateway } from "./connection";
import { qualified } from "./organization";
import { NoAnswerError, ProblemError, problemFromResponse } from "./problem";
import { session } from "./session";

/** Asking who one is answers 401 for a stranger; that is an answer, not a lost session. */
const ASKS_WHO = /\/api\/v1\/(?:orgs\/[^/]+\/)?auth\//;

/** Reading takes well under a second; after this long nobody is there, whatever the network says. */
const READING_MS = 20_000;
/** A change may wait for its turn. */
const CHANGING_MS = 60_000;

/** A fetch that turns every refusal into a ProblemError, so that hooks see one kind of failure. */
export async function guardedFetch(
  input: RequestInfo | URL,
  init?: RequestInit,
  limitMs?: number,
): Promise<Response> {
  const response = await answerOf(input, init, limitMs);
  if (response.ok) return response;
  const body = await response
    .clone()
    .json()
    .catch(() => null);
  const problem = problemFromResponse(response, body);
  if (response.status === 401 && !ASKS_WHO.test(response.url)) session.markExpired();
  throw new ProblemError(problem);
}

/** Raises NoAnswerError when nobody answered, and tells the connection either way. */
async function answerOf(
  input: RequestInfo | URL,
  init: RequestInit | undefined,
  limitMs: number | undefined,
): Promise<Response> {
  const own = init?.signal ?? (input instanceof Request ? input.signal : null);
  const method = init?.method ?? (input instanceof Request ? input.method : "GET");
  const waited = limitMs ?? (method === "GET" ? READING_MS : CHANGING_MS);
  const limit = AbortSignal.timeout(waited);
  try {
    const signal = own ? AbortSignal.any([own, limit]) : limit;
    const response = await fetch(await readdressed(input), { ...init, signal });
    if (isFromGateway(response)) connection.lost();
    else connection.answered();
    return response;
  } catch (error) {
    // The page took its question back: that says nothing of the server.
    if (own?.aborted) throw error;
    connection.lost();
    throw new NoAnswerError(limit.aborted ? waited : null);
  }
}

/** In the organization of the page. A request is made anew, since its address cannot be changed. */
async function readdressed(input: RequestInfo | URL): Promise<RequestInfo | URL> {
  if (!(input instanceof Request)) return qualified(String(input));
  const url = qualified(input.url);
  if (url === input.url) return input;
  const { method, headers, credentials, cache } = input;
  const body = method === "GET" || method === "HEAD" ? undefined : await input.arrayBuffer();
  return new Request(url, { method, headers, credentials, cache, body });
}

/** Asks for the least there is; true when somebody answered. */
export async function serverAnswers(limitMs: number): Promise<boolean> {
  await guardedFetch("/api/v1/auth/status", { cache: "no-store" }, limitMs).catch(() => undefined);
  return connection.state().lostAt === null;
}

/** Settings of the generated client: same origin, cookie session, repeated keys for lists. */
export function createClientConfig<T extends object>(config?: T) {
  return {
    ...config,
    baseUrl: "",
    credentials: "same-origin" as const,
    fetch: guardedFetch,
    throwOnError: true as const,
    querySerializer: { array: { explode: true, style: "form" as const } },
  };
}
