import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { renderPart } from "@/testing/render";
import { server } from "@/testing/server";
import { WorkspacePage } from "./workspace-page";

const PEOPLE = [
  { id: "u1", name: "Olga", email: "olga@example.com", role: "owner" },
  { id: "u2", name: "Max", email: "max@example.com", role: "member" },
];

function answer(role: "owner" | "admin" | "member") {
  const sent: unknown[] = [];
  const organization = { slug: "default", name: "Default", default_project_role: "editor" };
  server.use(
    http.get("*/auth/me", () => HttpResponse.json({ id: "u1", role, org: "default" })),
    http.get("*/auth/status", () => HttpResponse.json({ registration_enabled: false })),
    http.get("*/users", () => HttpResponse.json(PEOPLE)),
    http.get("*/orgs/default", () => HttpResponse.json(organization)),
    http.patch("*/orgs/default", async ({ request }) => {
      const said = (await request.json()) as object;
      sent.push(said);
      return HttpResponse.json({ ...organization, ...said });
    }),
    http.get("*/users/invitations", () =>
      HttpResponse.json([
        { id: "i1", email: "old@example.com", role: "owner", expires_at: "2026-12-03T10:00:00Z" },
        { id: "i2", email: "new@example.com", role: "member", expires_at: "2026-12-03T10:00:00Z" },
      ]),
    ),
    http.post("*/users/invitations", async ({ request }) => {
      const said = (await request.json()) as object;
      sent.push(said);
      return HttpResponse.json({ id: "i3", ...said, link: "/invitation#t0ken", mailed: false });
    }),
    http.post("*/members/:id/password-reset-link", () =>
      HttpResponse.json({ email: "max@example.com", reset_path: "/reset-password#t0ken" }),
    ),
    http.delete("*/users/invitations/:id", ({ params }) => {
      sent.push(`revoke ${params.id}`);
      return new HttpResponse(null, { status: 204 });
    }),
    http.delete("*/orgs/default/members/:id", ({ params }) => {
      sent.push(`delete ${params.id}`);
      return new HttpResponse(null, { status: 204 });
    }),
  );
  return sent;
}

describe("the settings of the workspace", () => {
  it("say what members may do by default, and change it [AC-33]", async () => {
    const sent = answer("owner");
    const { user } = await renderPart(<WorkspacePage />);
    expect(await screen.findByRole("radio", { name: /Edit/ })).toBeChecked();
    await user.click(screen.getByRole("radio", { name: /Nothing/ }));
    expect(sent).toEqual([{ default_project_role: "none" }]);
    expect(screen.getByRole("radio", { name: /Nothing/ })).toBeChecked();
  });

  it("remove a person after asking [AC-37]", async () => {
    const sent = answer("owner");
    const { user } = await renderPart(<WorkspacePage />);
    await user.click(await screen.findByRole("button", { name: "More for Max" }));
    await user.click(await screen.findByRole("menuitem", { name: /Remove/ }));
    expect(sent).toEqual([]);
    await user.click(await screen.findByRole("button", { name: "Remove" }));
    expect(sent).toEqual(["delete u2"]);
  });

  it("offer an admin nothing on an owner's row, and a member nothing at all [AX-1]", async () => {
    answer("admin");
    const { unmount } = await renderPart(<WorkspacePage />);
    expect(await screen.findByRole("button", { name: "More for Max" })).toBeVisible();
    expect(screen.queryByRole("button", { name: /Olga/ })).toBeNull();
    expect(await screen.findByRole("button", { name: /of new@example.com/ })).toBeVisible();
    expect(screen.queryByRole("button", { name: /of old@example.com/ })).toBeNull();
    unmount();
    answer("member");
    await renderPart(<WorkspacePage />);
    expect(await screen.findByText(/Members change every project/)).toBeVisible();
    expect(screen.queryByRole("radio")).toBeNull();
    expect(screen.queryByRole("button", { name: /More|Invite/ })).toBeNull();
  });

  it("invite an owner only when sure, and keep the link until it is copied [AC-21]", async () => {
    const sent = answer("owner");
    const { user } = await renderPart(<WorkspacePage />);
    await user.click(await screen.findByRole("button", { name: "Invite" }));
    const dialog = within(await screen.findByRole("dialog"));
    await user.type(dialog.getByLabelText("Email"), "ada@example.com");
    await user.click(dialog.getByRole("radio", { name: /Owner/ }));
    expect(dialog.getByRole("button", { name: "Invite" })).toBeDisabled();
    await user.click(dialog.getByRole("checkbox"));
    await user.click(dialog.getByRole("button", { name: "Invite" }));
    expect(await screen.findByText(/\/invitation#t0ken$/)).toBeVisible();
    expect(sent).toEqual([{ email: "ada@example.com", role: "owner" }]);
    expect(screen.getByRole("button", { name: "Invite" })).toBeDisabled();
    await user.click(screen.getByRole("button", { name: "I have copied it" }));
    expect(screen.queryByText(/t0ken/)).toBeNull();
    await user.click(await screen.findByRole("button", { name: /of new@example.com/ }));
    await user.click(await screen.findByRole("button", { name: "Take back" }));
    expect(sent[1]).toBe("revoke i2");
  });

  it("hand over a link for a new password [AC-19]", async () => {
    answer("owner");
    const { user } = await renderPart(<WorkspacePage />);
    await user.click(await screen.findByRole("button", { name: "More for Max" }));
    await user.click(await screen.findByRole("menuitem", { name: /Link/ }));
    expect(await screen.findByText(/\/reset-password#t0ken$/)).toBeVisible();
  });
});
