import { QueryClient } from "@tanstack/react-query";
import { ProblemError } from "@/lib/problem";

const RETRIES = 2;

/** Refusals are answers and are not asked again; a lost connection or a failing server is. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (count, error) => {
          const status = error instanceof ProblemError ? error.problem.status : null;
          return count < RETRIES && (status === null || status >= 500);
        },
      },
      mutations: { retry: false },
    },
  });
}
