import { act, screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { session } from "@/lib/session";
import { renderPart } from "@/testing/render";
import { server } from "@/testing/server";
import { SessionGuard } from "./session-guard";

function Page() {
  return (
    <>
      <input aria-label="Name" />
      <SessionGuard email="olga@example.com" />
    </>
  );
}

describe("a session that ends while a page is open", () => {
  // Code that comes late in the browser: loading it is no part of what is tested.
  beforeAll(async () => {
    await import("@/components/ui/dialog-layer");
    await import("@/features/accounts/components/session-expired-dialog");
  });
  afterEach(() => act(() => session.markAlive()));

  it("asks over the page, and what was typed is still there afterwards [AC-14]", async () => {
    const sent: unknown[] = [];
    server.use(
      http.get("*/auth/status", () => HttpResponse.json({ sign_in_buttons: [] })),
      http.post("*/auth/login", async ({ request }) => {
        sent.push(await request.json());
        return HttpResponse.json({ id: "u1" });
      }),
    );
    const { user, router } = await renderPart(<Page />, "/p/shop/events?search=buy");
    await user.type(screen.getByLabelText("Name"), "half");
    act(() => session.markExpired());
    expect(await screen.findByRole("dialog", { name: "You were signed out" })).toBeVisible();
    await user.type(screen.getByLabelText("Password"), "a phrase 1!");
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    expect(sent).toEqual([{ email: "olga@example.com", password: "a phrase 1!" }]);
    expect(screen.getByLabelText("Name")).toHaveValue("half");
    expect(router.state.location.href).toBe("/p/shop/events?search=buy");
  });

  it("is taken up again through a provider in another tab, by the same person only [AC-14] [AC-74]", async () => {
    let signedInAs = "max@example.com";
    const start = "/api/v1/auth/oidc/start";
    const buttons = [{ provider: "oidc", label: "Sign in with Acme", start }];
    server.use(
      http.get("*/auth/status", () => HttpResponse.json({ sign_in_buttons: buttons })),
      http.get("*/auth/me", () => HttpResponse.json({ id: "u1", email: signedInAs })),
    );
    const { user } = await renderPart(<Page />, "/p/shop/events?search=buy");
    await user.type(screen.getByLabelText("Name"), "half");
    act(() => session.markExpired());
    const button = await screen.findByRole("link", { name: "Sign in with Acme" });
    expect(button).toHaveAttribute("target", "_blank");
    expect(button.getAttribute("href")).toBe(`${start}?next=%2Fp%2Fshop%2Fevents%3Fsearch%3Dbuy`);
    await act(async () => {
      window.dispatchEvent(new Event("focus"));
    });
    await new Promise((done) => setTimeout(done, 50));
    expect(screen.getByRole("dialog", { name: "You were signed out" })).toBeVisible();
    signedInAs = "olga@example.com";
    window.dispatchEvent(new Event("focus"));
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    expect(screen.getByLabelText("Name")).toHaveValue("half");
  });
});
