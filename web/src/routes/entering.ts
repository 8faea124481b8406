import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { authMeQueryKey, projectsVisibleOptions } from "@/api/generated/@tanstack/react-query.gen";
import type { AuthUser } from "@/api/generated/types.gen";
import { session } from "@/lib/session";

/** Where one goes after the door: the page asked for, the only project, or the list. */
export function useEnter() {
  const queryClient = useQueryClient();
  const router = useRouter();
  return async (user: AuthUser) => {
    session.markAlive();
    queryClient.clear();
    queryClient.setQueryData(authMeQueryKey(), user);
    const next = (router.state.location.search as { next?: string }).next;
    // Only a path of this site: "//host" would lead away from it.
    if (next && /^\/(?![/\\])/.test(next)) return router.history.push(next);
    const projects = await queryClient.fetchQuery(projectsVisibleOptions());
    const only = projects.length === 1 ? projects[0] : undefined;
    await router.navigate({ to: only ? `/p/${only.slug}/overview` : "/" });
  };
}

/** What opens a link: it stands behind the #, so that no server is told. */
export function useLinkToken(): string {
  return useRouter().state.location.hash;
}
