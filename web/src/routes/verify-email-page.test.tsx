import { screen } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { renderPart } from "@/testing/render";
import { server } from "@/testing/server";
import { VerifyEmailPage } from "./verify-email-page";

const nothing = () => new HttpResponse(null, { status: 204 });

/** A server that knows one account, and a single good link of it. */
function answer(signedIn = true) {
  const sent: unknown[] = [];
  const me = { id: "u1", email: "ada@example.com", email_verified: false };
  server.use(
    http.get("*/auth/me", () =>
      signedIn ? HttpResponse.json(me) : HttpResponse.json({ detail: "x" }, { status: 401 }),
    ),
    http.post("*/auth/verify-email/confirm", async ({ request }) => {
      const { token } = (await request.json()) as { token: string };
      sent.push(token);
      if (token !== "good") return HttpResponse.json({ detail: "dead" }, { status: 400 });
      me.email_verified = true;
      return nothing();
    }),
    http.post("*/auth/verify-email/request", () => {
      sent.push("again");
      return nothing();
    }),
  );
  return { sent, me };
}

describe("the link that verifies an address", () => {
  it("verifies it once, and says so when it is opened again [AC-24]", async () => {
    const { sent } = answer();
    const { user, unmount } = await renderPart(<VerifyEmailPage />, "/verify-email#good");
    await user.click(await screen.findByRole("button", { name: "Verify the address" }));
    expect(await screen.findByText(/Every other session/)).toBeVisible();
    unmount();
    await renderPart(<VerifyEmailPage />, "/verify-email#good");
    expect(await screen.findByRole("heading", { name: /is verified/ })).toBeVisible();
    expect(screen.queryByRole("button")).toBeNull();
    expect(sent).toEqual(["good"]);
  });

  it("that is dead is sent again [AC-24]", async () => {
    const { sent } = answer();
    const { user } = await renderPart(<VerifyEmailPage />, "/verify-email#old");
    await user.click(await screen.findByRole("button", { name: "Verify the address" }));
    expect(await screen.findByRole("heading", { name: /does not work/ })).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Send a new link" }));
    expect(await screen.findByText(/on its way to ada@example.com/)).toBeVisible();
    expect(sent).toEqual(["old", "again"]);
  });

  it("asks a stranger to sign in, and says when no mail goes out [AC-24]", async () => {
    answer(false);
    const { unmount } = await renderPart(<VerifyEmailPage />, "/verify-email#good");
    expect(await screen.findByText(/then open its link again/)).toBeVisible();
    unmount();
    answer();
    server.use(
      http.post("*/auth/verify-email/request", () =>
        HttpResponse.json({ detail: "This server sends no mail" }, { status: 503 }),
      ),
    );
    const { user } = await renderPart(<VerifyEmailPage />, "/verify-email");
    await user.click(await screen.findByRole("button", { name: "Send a new link" }));
    expect(await screen.findByText(/This server sends no mail/)).toBeVisible();
  });
});
