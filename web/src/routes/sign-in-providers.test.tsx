import { screen } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { renderPart } from "@/testing/render";
import { server } from "@/testing/server";
import { SignInPage } from "./sign-in-page";
import { SignInProviders } from "./sign-in-providers";

const BUTTONS = [
  { provider: "google", label: "Continue with Google", start: "/api/v1/auth/google/start" },
  { provider: "oidc", label: "Continue with Example ID", start: "/api/v1/auth/oidc/start" },
];
const CODES = [
  "sso_unavailable",
  "invalid_next",
  "invalid_state",
  "idp_error",
  "idp_denied",
  "invalid_token",
  "email_missing",
  "email_not_verified",
  "email_domain_not_allowed",
  "no_account",
  "membership_removed",
  "rate_limited",
];

const answer = (sign_in_buttons: unknown[]) =>
  server.use(
    http.get("*/auth/status", () =>
      HttpResponse.json({ has_users: true, registration_enabled: false, sign_in_buttons }),
    ),
  );

describe("signing in through a provider", () => {
  it("offers a link for each, which keeps the page asked for [AC-5] [AC-74]", async () => {
    answer(BUTTONS);
    await renderPart(<SignInPage />, "/?next=%2Fp%2Fshop%3Fa%3D1");
    const google = await screen.findByRole("link", { name: "Continue with Google" });
    expect(google).toHaveAttribute("href", "/api/v1/auth/google/start?next=%2Fp%2Fshop%3Fa%3D1");
    expect(screen.getByRole("link", { name: "Continue with Example ID" })).toBeVisible();
  });

  it("offers none where none is set [AC-5]", async () => {
    answer([]);
    await renderPart(<SignInPage />);
    expect(await screen.findByRole("button", { name: "Sign in" })).toBeVisible();
    expect(screen.queryByText(/Continue with/)).toBeNull();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("says a sentence of its own for each way to fail [AC-74]", async () => {
    answer(BUTTONS);
    const said = new Set<string | null>();
    for (const code of [...CODES, "something-new"]) {
      const { unmount } = await renderPart(<SignInPage />, `/?sso_error=${code}`);
      const alert = await screen.findByRole("alert");
      expect(alert).not.toHaveTextContent(code);
      said.add(alert.textContent);
      unmount();
    }
    expect(said.size).toBe(CODES.length + 1);
  });

  it("tells the operator what is set and what is missing [AC-74] [CF-18]", async () => {
    const row = { label: "", issuer: "", allowed_domains: [], creates_accounts: false };
    server.use(
      http.get("*/system/sign-in", () =>
        HttpResponse.json([
          { ...row, provider: "google", state: "off", missing: [], redirect_uri: "https://g/" },
          {
            ...row,
            provider: "oidc",
            state: "incomplete",
            missing: ["OIDC_CLIENT_SECRET"],
            redirect_uri: "https://tripl.example.com/api/v1/auth/oidc/callback",
          },
        ]),
      ),
    );
    await renderPart(<SignInProviders />);
    expect(await screen.findByText("Missing: OIDC_CLIENT_SECRET")).toBeVisible();
    expect(screen.getByText("https://tripl.example.com/api/v1/auth/oidc/callback")).toBeVisible();
    expect(screen.queryByText("https://g/")).toBeNull();
  });
});
