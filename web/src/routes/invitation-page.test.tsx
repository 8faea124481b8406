import { screen } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { renderPart } from "@/testing/render";
import { server } from "@/testing/server";
import { InvitationPage } from "./invitation-page";

const OFFER = {
  email: "ada@example.com",
  role: "admin",
  organization_name: "Shop",
  expires_at: "2026-12-03T10:00:00Z",
  way: "register",
};

const open = () => renderPart(<InvitationPage />, "/invitation#abc");
const offer = (over: object = {}) =>
  server.use(http.get("*/auth/invitations/abc", () => HttpResponse.json({ ...OFFER, ...over })));
const signedInAs = (email: string | null) =>
  server.use(
    http.get("*/auth/me", () =>
      email
        ? HttpResponse.json({ id: "u1", email })
        : HttpResponse.json({ detail: "Sign in" }, { status: 401 }),
    ),
  );

function accepting() {
  const sent: unknown[] = [];
  server.use(
    http.post("*/auth/invitations/abc/accept", async ({ request }) => {
      sent.push(await request.json());
      return HttpResponse.json({ id: "u1" }, { status: 201 });
    }),
    http.get("*/projects", () => HttpResponse.json([{ slug: "web" }])),
  );
  return sent;
}

describe("an invitation", () => {
  it("makes an account and goes in [AC-20]", async () => {
    offer();
    const sent = accepting();
    const { user, router } = await open();
    expect(await screen.findByRole("heading", { name: "Join Shop" })).toBeVisible();
    expect(screen.getByText("ada@example.com")).toBeVisible();
    const button = screen.getByRole("button", { name: "Create the account and join" });
    expect(button).toBeDisabled();
    await user.type(screen.getByLabelText("Name"), "Ada");
    await user.type(screen.getByLabelText("Password"), "a good pass phrase 1!");
    await user.click(button);
    expect(sent).toEqual([{ name: "Ada", password: "a good pass phrase 1!" }]);
    expect(router.state.location.pathname).toBe("/p/web/overview");
  });

  it("that is dead differs from one that could not be checked [AC-22] [AX-1]", async () => {
    server.use(
      http.get("*/auth/invitations/abc", () => HttpResponse.json({ detail: "x" }, { status: 400 })),
    );
    const { unmount } = await open();
    expect(await screen.findByRole("heading", { name: /does not work/ })).toBeVisible();
    unmount();
    server.use(
      http.get("*/auth/invitations/abc", () => HttpResponse.json({ detail: "x" }, { status: 503 })),
    );
    const { user } = await open();
    expect(await screen.findByRole("heading", { name: /could not be checked/ })).toBeVisible();
    offer();
    await user.click(screen.getByRole("button", { name: "Retry" }));
    expect(await screen.findByRole("heading", { name: "Join Shop" })).toBeVisible();
  });

  it("for an account is taken only when one is signed in with it [AC-22]", async () => {
    offer({ way: "sign_in" });
    signedInAs(null);
    const { unmount } = await open();
    expect(await screen.findByText(/An account has this address/)).toBeVisible();
    expect(screen.queryByRole("button", { name: "Join" })).toBeNull();
    unmount();
    signedInAs("bob@example.com");
    const other = await open();
    expect(await screen.findByText(/You are signed in as bob@example.com/)).toBeVisible();
    other.unmount();
    signedInAs("ada@example.com");
    const sent = accepting();
    const { user } = await open();
    await user.click(await screen.findByRole("button", { name: "Join" }));
    expect(sent).toEqual([{}]);
  });
});
