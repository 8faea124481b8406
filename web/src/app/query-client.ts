import { QueryClient } from "@tanstack/react-query";
import { NoAnswerError, ProblemError } from "@/lib/problem";

const RETRIES = 2;

/** Refusals are answers and are not asked again; a lost connection or a failing server is. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (count, error) => {
          // Whoever kept silent for that long is not asked twice before the page says so.
          if (error instanceof NoAnswerError && error.waitedMs !== null) return false;
          const status = error instanceof ProblemError ? error.problem.status : null;
          return count < RETRIES && (status === null || status >= 500);
        },
        // The browser's own idea of being online says nothing of a server on this machine or network.
        networkMode: "always",
      },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}
