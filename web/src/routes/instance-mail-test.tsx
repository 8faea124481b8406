import { useMutation, useQuery } from "@tanstack/react-query";
import {
  authMeOptions,
  settingsTestEmailMutation,
} from "@/api/generated/@tanstack/react-query.gen";
import type { InstanceSettings } from "@/api/generated/types.gen";
import { MailTest } from "@/features/settings/components/mail-test";

/** The only place where mail that does not leave is seen: asking for a new password says nothing about it. */
export function InstanceMailTest({ settings }: { settings: InstanceSettings }) {
  const me = useQuery(authMeOptions());
  const test = useMutation(settingsTestEmailMutation());
  const ready = settings.email.smtp_host && settings.email.smtp_from_address;
  return (
    <MailTest
      email={me.data?.email ?? "yourself"}
      reason={ready ? null : "Save a mail server and a From address first."}
      busy={test.isPending}
      result={test.data}
      error={test.error}
      onSend={() => test.mutate({})}
    />
  );
}
