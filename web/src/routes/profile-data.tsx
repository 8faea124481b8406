import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import {
  accountDeleteAccountMutation,
  authMeOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import { accountExport } from "@/api/generated/sdk.gen";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { ErrorPanel } from "@/components/ui/error-panel";
import { Panel } from "@/components/ui/panel";
import { PasswordField } from "@/components/ui/password-field";
import { problemOf } from "@/lib/problem";

/** What is stored about oneself: a copy of it, and its end. */
export function OwnData() {
  const copy = useMutation({
    mutationFn: async () => (await accountExport({ throwOnError: true })).data,
    onSuccess: (data) => save("tripl-account.json", JSON.stringify(data, null, 2)),
  });
  return (
    <Panel title="Your data" ruled className="max-w-[640px]">
      <div className="grid gap-3 px-3.5 py-3">
        <p className="text-ink-2">
          A copy holds your account, roles, sessions, API keys and what you did here, as JSON.
        </p>
        <div className="flex flex-wrap gap-2">
          <Button busy={copy.isPending && "Collecting"} onClick={() => copy.mutate()}>
            Download a copy
          </Button>
          <DeleteAccount />
        </div>
        {copy.error && <ErrorPanel error={copy.error} />}
      </div>
    </Panel>
  );
}

function DeleteAccount() {
  const [open, setOpen] = useState(false);
  const known = useQuery(authMeOptions()).data?.has_password !== false;
  const [password, setPassword] = useState("");
  const erase = useMutation({
    ...accountDeleteAccountMutation(),
    // Everything kept in this page belongs to somebody who is gone.
    onSuccess: () => window.location.assign("/sign-in"),
  });
  const wrong = erase.error ? problemOf(erase.error).fields.password : undefined;
  return (
    <>
      <Button variant="danger" onClick={() => setOpen(true)}>
        Delete the account
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={() => {
          setOpen(false);
          setPassword("");
          erase.reset();
        }}
        title="Delete your account?"
        action="Delete the account"
        busy={erase.isPending}
        disabled={known && password === ""}
        error={wrong ? null : erase.error}
        onConfirm={() => erase.mutate({ body: { password: known ? password : null } })}
      >
        <p className="font-medium">Your sessions, API keys and roles go. This cannot be undone.</p>
        <p>
          Projects and everything else you made stay. The audit log keeps what you did, without your
          name and address.
        </p>
        {known && (
          <PasswordField
            label="Your password"
            autoComplete="current-password"
            value={password}
            error={wrong}
            onChange={setPassword}
          />
        )}
        {!known && wrong && <Callout tone="signal">{wrong}</Callout>}
      </ConfirmDialog>
    </>
  );
}

function save(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
