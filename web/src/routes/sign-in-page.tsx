import { extensions } from "@installed";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import {
  authLoginMutation,
  authRegisterMutation,
  authStatusOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Loaded } from "@/components/ui/loaded";
import { EntryPage } from "@/features/accounts/components/entry-page";
import { ProviderButtons } from "@/features/accounts/components/provider-buttons";
import { RegisterForm } from "@/features/accounts/components/register-form";
import { SignInForm } from "@/features/accounts/components/sign-in-form";
import { PASSWORD_RULES } from "@/features/accounts/password-rules";
import { signInErrorOf } from "@/features/accounts/sign-in-errors";
import { usePageTitle } from "@/lib/page-subject";
import { useEnter } from "./entering";

const panels = extensions.flatMap(({ signInPanels = [] }) => signInPanels);

/** The door: the first account of a fresh instance, signing in, and joining where that is open. */
export function SignInPage() {
  const status = useQuery(authStatusOptions());
  const enter = useEnter();
  const login = useMutation({ ...authLoginMutation(), onSuccess: enter });
  const register = useMutation({ ...authRegisterMutation(), onSuccess: enter });
  const [joining, setJoining] = useState(false);
  const search = useRouter().state.location.search as { next?: string; sso_error?: string };
  const failed = signInErrorOf(search.sso_error);
  usePageTitle("Sign in");
  return (
    <Loaded of={status} waiting={null} title="The server does not answer">
      {({ has_users, registration_enabled, session_cookie_secure, sign_in_buttons = [] }) => {
        const lost = session_cookie_secure === true && travelsOpen(window.location);
        if (has_users && !joining)
          return (
            <EntryPage title="Sign in">
              {lost && <NoSession />}
              {failed && <ProviderFailed sentence={failed} />}
              <SignInForm
                error={login.error}
                busy={login.isPending}
                onSubmit={(email, password) => login.mutate({ body: { email, password } })}
              />
              <Link to="/forgot-password" className="justify-self-start rounded-1 text-link">
                Forgot the password?
              </Link>
              <ProviderButtons buttons={sign_in_buttons} next={search.next} />
              {panels.map((Panel) => (
                <Panel key={Panel.displayName ?? Panel.name} />
              ))}
              {registration_enabled && (
                <Button variant="ghost" onClick={() => setJoining(true)}>
                  Create an account
                </Button>
              )}
            </EntryPage>
          );
        return (
          <EntryPage
            title={has_users ? "Create an account" : "Create the owner account"}
            intro={
              has_users
                ? undefined
                : "The owner connects sources, invites people and can do everything. Yours is the first account here."
            }
          >
            {lost && <NoSession />}
            {failed && <ProviderFailed sentence={failed} />}
            <RegisterForm
              first={!has_users}
              rules={PASSWORD_RULES}
              error={register.error}
              busy={register.isPending}
              onSubmit={({ name, email, password }) =>
                register.mutate({ body: { email, password, name: name.trim() || null } })
              }
            />
            <ProviderButtons buttons={sign_in_buttons} next={search.next} />
          </EntryPage>
        );
      }}
    </Loaded>
  );
}

/** Whether the browser would throw the cookie away: it takes secure ones over plain http from its own machine only. */
export function travelsOpen({ protocol, hostname }: Pick<Location, "protocol" | "hostname">) {
  return protocol === "http:" && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

function ProviderFailed({ sentence }: { sentence: string }) {
  return (
    <div role="alert">
      <Callout tone="signal" icon={TriangleAlert}>
        {sentence}
      </Callout>
    </div>
  );
}

function NoSession() {
  return (
    <Callout tone="late" icon={TriangleAlert}>
      Signing in will not last here: this page came over http, and the server gives its session out
      over https only. Open the https address. If there is none, put a proxy that ends TLS before
      the server.
    </Callout>
  );
}
