import { useMutation, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useSyncExternalStore } from "react";
import { authLoginMutation } from "@/api/generated/@tanstack/react-query.gen";
import { session } from "@/lib/session";

const SessionExpiredDialog = lazy(async () => ({
  default: (await import("@/features/accounts/components/session-expired-dialog"))
    .SessionExpiredDialog,
}));

/** Signing in again over the page when the server no longer knows this browser. */
export function SessionGuard({ email }: { email: string }) {
  const queryClient = useQueryClient();
  const expired = useSyncExternalStore(session.subscribe, session.isExpired);
  const login = useMutation({
    ...authLoginMutation(),
    onSuccess: async () => {
      session.markAlive();
      await queryClient.invalidateQueries();
    },
  });
  if (!expired) return null;
  return (
    <Suspense>
      <SessionExpiredDialog
        open
        email={email}
        error={login.error}
        busy={login.isPending}
        onSubmit={(mail, password) => login.mutate({ body: { email: mail, password } })}
      />
    </Suspense>
  );
}
