import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useSyncExternalStore } from "react";
import { authLoginMutation, authStatusOptions } from "@/api/generated/@tanstack/react-query.gen";
import { authMe } from "@/api/generated/sdk.gen";
import { session } from "@/lib/session";

const SessionExpiredDialog = lazy(async () => ({
  default: (await import("@/features/accounts/components/session-expired-dialog"))
    .SessionExpiredDialog,
}));

/** Signing in again over the page when the server no longer knows this browser. */
export function SessionGuard({ email }: { email: string }) {
  const expired = useSyncExternalStore(session.subscribe, session.isExpired);
  return expired ? <Expired email={email} /> : null;
}

function Expired({ email }: { email: string }) {
  const queryClient = useQueryClient();
  const next = useRouter().state.location.href;
  const status = useQuery(authStatusOptions());
  const login = useMutation({
    ...authLoginMutation(),
    onSuccess: async () => {
      session.markAlive();
      await queryClient.invalidateQueries();
    },
  });
  // Through a provider one signs in beside this page, and comes back to it.
  useEffect(() => {
    const look = async () => {
      const answer = await authMe().catch(() => null);
      if (answer?.data?.email !== email) return;
      session.markAlive();
      await queryClient.invalidateQueries();
    };
    window.addEventListener("focus", look);
    return () => window.removeEventListener("focus", look);
  }, [email, queryClient]);
  return (
    <Suspense>
      <SessionExpiredDialog
        open
        email={email}
        buttons={status.data?.sign_in_buttons ?? []}
        next={next}
        error={login.error}
        busy={login.isPending}
        onSubmit={(mail, password) => login.mutate({ body: { email: mail, password } })}
      />
    </Suspense>
  );
}
