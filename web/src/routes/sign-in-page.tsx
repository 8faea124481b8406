import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import {
  authLoginMutation,
  authMeQueryKey,
  authRegisterMutation,
  authStatusOptions,
  projectsVisibleOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import type { AuthUser } from "@/api/generated/types.gen";
import { Button } from "@/components/ui/button";
import { Loaded } from "@/components/ui/loaded";
import type { PasswordRule } from "@/components/ui/password-field";
import { EntryPage } from "@/features/accounts/components/entry-page";
import { RegisterForm } from "@/features/accounts/components/register-form";
import { SignInForm } from "@/features/accounts/components/sign-in-form";
import { usePageTitle } from "@/lib/page-subject";
import { session } from "@/lib/session";

const RULES: PasswordRule[] = [
  { text: "At least 12 characters", test: (password) => password.length >= 12 },
  { text: "A digit", test: (password) => /\d/.test(password) },
  { text: "A symbol", test: (password) => /[^\p{L}\p{N}]/u.test(password) },
];

/** The door: the first account of a fresh instance, signing in, and joining where that is open. */
export function SignInPage() {
  const status = useQuery(authStatusOptions());
  const enter = useEnter();
  const login = useMutation({ ...authLoginMutation(), onSuccess: enter });
  const register = useMutation({ ...authRegisterMutation(), onSuccess: enter });
  const [joining, setJoining] = useState(false);
  usePageTitle("Sign in");
  return (
    <Loaded of={status} waiting={null} title="The server does not answer">
      {({ has_users, registration_enabled }) => {
        if (has_users && !joining)
          return (
            <EntryPage title="Sign in">
              <SignInForm
                error={login.error}
                busy={login.isPending}
                onSubmit={(email, password) => login.mutate({ body: { email, password } })}
              />
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
                : "The owner connects sources, invites people and can do everything. There is one to begin with."
            }
          >
            <RegisterForm
              first={!has_users}
              rules={RULES}
              error={register.error}
              busy={register.isPending}
              onSubmit={({ name, email, password }) =>
                register.mutate({ body: { email, password, name: name.trim() || null } })
              }
            />
          </EntryPage>
        );
      }}
    </Loaded>
  );
}

/** Where one goes after the door: the page asked for, the only project, or the list. */
function useEnter() {
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
