import { ProblemError, problemFromResponse } from "./problem";
import { session } from "./session";

/** Asking who one is answers 401 for a stranger; that is an answer, not a lost session. */
const ASKS_WHO = /\/api\/v1\/auth\//;

/** A fetch that turns every refusal into a ProblemError, so that hooks see one kind of failure. */
export async function guardedFetch(
  input: RequestInfo | URL,
  init?: RequestInit,
): Promise<Response> {
  const response = await fetch(input, init);
  if (response.ok) return response;
  const body = await response
    .clone()
    .json()
    .catch(() => null);
  const problem = problemFromResponse(response, body);
  if (response.status === 401 && !ASKS_WHO.test(response.url)) session.markExpired();
  throw new ProblemError(problem);
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
