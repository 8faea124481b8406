import { act, screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
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
  it("asks over the page, and what was typed is still there afterwards [AC-14]", async () => {
    const sent: unknown[] = [];
    server.use(
      http.post("*/auth/login", async ({ request }) => {
        sent.push(await request.json());
        return HttpResponse.json({ id: "u1" });
      }),
    );
    const { user, router } = await renderPart(<Page />, "/p/shop/events?search=buy");
    await user.type(screen.getByLabelText("Name"), "half a thought");
    act(() => session.markExpired());
    expect(await screen.findByRole("dialog", { name: "You were signed out" })).toBeVisible();
    await user.type(screen.getByLabelText("Password"), "the pass phrase of 1 owner!");
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    expect(sent).toEqual([{ email: "olga@example.com", password: "the pass phrase of 1 owner!" }]);
    expect(screen.getByLabelText("Name")).toHaveValue("half a thought");
    expect(router.state.location.href).toBe("/p/shop/events?search=buy");
  });
});
