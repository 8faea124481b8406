import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it, vi } from "vitest";
import { renderPart } from "@/testing/render";
import { server } from "@/testing/server";
import { ProfilePage } from "./profile-page";

const AT = { created_at: "2026-11-30T10:00:00Z", expires_at: "2026-12-07T10:00:00Z" };
const GOOD = "a good pass phrase 1!";

function answer() {
  const sent: unknown[] = [];
  const none = () => new HttpResponse(null, { status: 204 });
  const checked = (member: string, said: Record<string, string>) => {
    sent.push(said);
    return said[member] === GOOD
      ? none()
      : HttpResponse.json(
          { detail: [{ loc: ["body", member], msg: "This is not your password" }] },
          { status: 422 },
        );
  };
  server.use(
    http.get("*/auth/me", () =>
      HttpResponse.json({ id: "u1", email: "ada@example.com", role: "member", ...AT }),
    ),
    http.get("*/me/sessions", () =>
      HttpResponse.json([
        { id: "s1", is_current: true, ...AT },
        { id: "s2", is_current: false, ...AT },
      ]),
    ),
    http.delete("*/me/sessions/:id", ({ params }) => {
      sent.push(`end ${params.id}`);
      return none();
    }),
    http.delete("*/me/sessions", () => {
      sent.push("end others");
      return none();
    }),
    http.post("*/me/password", async ({ request }) =>
      checked("current_password", (await request.json()) as Record<string, string>),
    ),
    http.post("*/me/deletion", async ({ request }) =>
      checked("password", (await request.json()) as Record<string, string>),
    ),
  );
  return sent;
}

describe("one's own account", () => {
  it("changes the password in place [AC-15]", async () => {
    const sent = answer();
    const { user } = await renderPart(<ProfilePage />);
    await user.type(await screen.findByLabelText("Current password"), "wrong");
    await user.type(screen.getByLabelText("New password"), "another pass phrase 2!");
    await user.click(screen.getByRole("button", { name: "Change the password" }));
    expect(await screen.findByText("This is not your password")).toBeVisible();
    await user.clear(screen.getByLabelText("Current password"));
    await user.type(screen.getByLabelText("Current password"), GOOD);
    await user.click(screen.getByRole("button", { name: "Change the password" }));
    expect(sent[1]).toEqual({ current_password: GOOD, new_password: "another pass phrase 2!" });
    await vi.waitFor(() => expect(screen.getByLabelText("New password")).toHaveValue(""));
  });

  it("gets its first password without one, soon after signing in at the provider [AC-74]", async () => {
    answer();
    const sent: unknown[] = [];
    const me = { id: "u1", email: "ada@example.com", role: "member", has_password: false, ...AT };
    server.use(
      http.get("*/auth/me", () => HttpResponse.json(me)),
      http.post("*/me/password", async ({ request }) => {
        sent.push(await request.json());
        if (sent.length === 1) {
          const msg = "Sign in again first";
          return HttpResponse.json(
            { detail: [{ loc: ["body", "current_password"], msg }] },
            { status: 422 },
          );
        }
        me.has_password = true;
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const { user } = await renderPart(<ProfilePage />);
    expect(await screen.findByText(/have no password/)).toBeVisible();
    expect(screen.queryByLabelText("Current password")).toBeNull();
    await user.type(screen.getByLabelText("New password"), GOOD);
    await user.click(screen.getByRole("button", { name: "Choose the password" }));
    expect(await screen.findByText("Sign in again first")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Choose the password" }));
    expect(await screen.findByLabelText("Current password")).toBeVisible();
    expect(sent[1]).toEqual({ current_password: null, new_password: GOOD });
  });

  it("ends other sessions, one or all [AC-15]", async () => {
    const sent = answer();
    const { user } = await renderPart(<ProfilePage />);
    expect(await screen.findByText("This browser")).toBeVisible();
    const confirm = async (opener: string, action: string) => {
      await user.click(await screen.findByRole("button", { name: opener }));
      const dialog = await screen.findByRole("dialog");
      await user.click(within(dialog).getByRole("button", { name: action }));
      await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    };
    await confirm("End this session", "End the session");
    await confirm("End all others", "End all others");
    expect(sent).toEqual(["end s2", "end others"]);
  });

  it("is deleted with the password only [AC-72]", async () => {
    const sent = answer();
    const { user } = await renderPart(<ProfilePage />);
    await user.click(await screen.findByRole("button", { name: "Delete the account" }));
    const dialog = within(await screen.findByRole("dialog"));
    const action = dialog.getByRole("button", { name: "Delete the account" });
    expect(action).toBeDisabled();
    await user.type(dialog.getByLabelText("Your password"), "wrong");
    await user.click(action);
    expect(await dialog.findByText("This is not your password")).toBeVisible();
    expect(sent).toEqual([{ password: "wrong" }]);
  });
});
