/** What the sign-in page says of each code that a failed sign-in through a provider leads back with. */
const SENTENCES: Record<string, string> = {
  sso_unavailable:
    "Signing in through this provider does not work at the moment. Try again, or use your password.",
  invalid_next: "The page to return to is none of this server. Sign in from here.",
  invalid_state:
    "This sign-in took longer than ten minutes, was used already, or began in another browser. Try again.",
  idp_error:
    "The provider did not answer as expected. Try again; if it stays, ask whoever runs the server to look into its log.",
  idp_denied: "The sign-in was not allowed at the provider. Try again and agree there.",
  invalid_token:
    "The answer of the provider could not be trusted. Try again; if it stays, tell whoever runs the server.",
  email_missing: "The provider sent no email address. Ask whoever runs it to release yours.",
  email_not_verified:
    "The provider says that your email address is not verified. Verify it there, then try again.",
  email_domain_not_allowed:
    "Addresses of this domain may not sign in here. Choose another account at the provider.",
  no_account:
    "There is no account with this address, and none is made by itself. Ask an owner for an invitation.",
  membership_removed:
    "This account belongs to no organization any more. Ask an owner for an invitation.",
  rate_limited: "Too many attempts from here. Wait a minute, then try again.",
};

/** A sentence for a code of the address; null where there is none. */
export function signInErrorOf(code: unknown): string | null {
  if (typeof code !== "string" || code === "") return null;
  return SENTENCES[code] ?? "The sign-in through the provider failed. Try again.";
}
