import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  accountChangePasswordMutation,
  accountEndOtherSessionsMutation,
  accountEndSessionMutation,
  accountListSessionsOptions,
  accountListSessionsQueryKey,
  authMeOptions,
  authMeQueryKey,
} from "@/api/generated/@tanstack/react-query.gen";
import type { SessionOut } from "@/api/generated/types.gen";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Loaded } from "@/components/ui/loaded";
import { Panel } from "@/components/ui/panel";
import { PasswordForm } from "@/features/accounts/components/password-form";
import { SessionList } from "@/features/accounts/components/session-list";
import { plural } from "@/lib/format-number";
import { toasts } from "@/lib/toast-store";

function useRenewSessions() {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: accountListSessionsQueryKey() });
}

export function OwnPassword() {
  const queryClient = useQueryClient();
  const renew = useRenewSessions();
  const me = useQuery(authMeOptions());
  // A changed password empties the form.
  const [round, setRound] = useState(0);
  const change = useMutation({
    ...accountChangePasswordMutation(),
    onSuccess: async () => {
      toasts.show("The password is changed, and every other session has ended");
      setRound(round + 1);
      await queryClient.invalidateQueries({ queryKey: authMeQueryKey() });
      await renew();
    },
  });
  return (
    <Panel title="Password" ruled className="max-w-[640px]">
      <div className="px-3.5 py-3">
        <PasswordForm
          key={round}
          known={me.data?.has_password !== false}
          error={change.error}
          busy={change.isPending}
          onSubmit={(current_password, new_password) =>
            change.mutate({ body: { current_password, new_password } })
          }
        />
      </div>
    </Panel>
  );
}

export function OwnSessions() {
  const renew = useRenewSessions();
  const sessions = useQuery(accountListSessionsOptions());
  const [ending, setEnding] = useState<SessionOut | "others" | null>(null);
  const ended = async () => {
    setEnding(null);
    await renew();
  };
  const end = useMutation({ ...accountEndSessionMutation(), onSuccess: ended });
  const endOthers = useMutation({
    ...accountEndOtherSessionsMutation(),
    onSuccess: async () => {
      toasts.show("Only this browser is signed in now");
      await ended();
    },
  });
  const act = ending === "others" ? endOthers : end;
  const several = (sessions.data?.length ?? 0) > 1;
  return (
    <Panel
      title="Sessions"
      note={sessions.data && plural(sessions.data.length, "session")}
      ruled
      className="max-w-[640px]"
      actions={
        several && (
          <Button size="sm" onClick={() => setEnding("others")}>
            End all others
          </Button>
        )
      }
    >
      <Loaded of={sessions}>{(rows) => <SessionList rows={rows} onEnd={setEnding} />}</Loaded>
      <ConfirmDialog
        open={ending !== null}
        onOpenChange={(open) => {
          if (open) return;
          act.reset();
          setEnding(null);
        }}
        title={ending === "others" ? "End all other sessions?" : "End this session?"}
        action={ending === "others" ? "End all others" : "End the session"}
        busy={act.isPending}
        error={act.error}
        onConfirm={() =>
          ending === "others"
            ? endOthers.mutate({})
            : ending && end.mutate({ path: { session_id: ending.id } })
        }
      >
        <p>Whoever works there has to sign in again; what they have not saved is lost.</p>
      </ConfirmDialog>
    </Panel>
  );
}
