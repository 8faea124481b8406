import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { renderPart } from "@/testing/render";
import { server } from "@/testing/server";
import { ProjectMembers } from "./project-members";

const VERA = { user_id: "u1", name: "Vera", email: "vera@example.com", role: "viewer" };

function answer(rows: object[] = [VERA]) {
  const sent: unknown[] = [];
  const body = async (request: Request) => {
    const said = (await request.json()) as object;
    sent.push(said);
    return HttpResponse.json({ ...VERA, ...said });
  };
  server.use(
    http.get("*/projects/web/members", () => HttpResponse.json(rows)),
    http.get("*/orgs", () => HttpResponse.json([{ default_project_role: "none" }])),
    http.get("*/users", () =>
      HttpResponse.json([
        { id: "u1", name: "Vera", email: "vera@example.com", role: "member" },
        { id: "u2", name: null, email: "new@example.com", role: "member" },
      ]),
    ),
    http.post("*/projects/web/members", ({ request }) => body(request)),
    http.patch("*/projects/web/members/:id", ({ request }) => body(request)),
    http.delete("*/projects/web/members/:id", ({ params }) => {
      sent.push(`delete ${params.id}`);
      return new HttpResponse(null, { status: 204 });
    }),
  );
  return sent;
}

const open = (may: boolean) => renderPart(<ProjectMembers slug="web" may={may} />);

describe("the members of a project", () => {
  it("are given a role, another one, and none [CO-29]", async () => {
    const sent = answer();
    const { user } = await open(true);
    await user.click(await screen.findByRole("button", { name: "Add member" }));
    await user.click(await screen.findByRole("combobox", { name: "Person" }));
    const choices = await screen.findAllByRole("option");
    expect(choices.map((choice) => choice.textContent)).toEqual([
      expect.stringContaining("new@example.com"),
    ]);
    await user.click(choices[0] as HTMLElement);
    await user.click(screen.getByRole("radio", { name: /Editor/ }));
    const dialog = within(screen.getByRole("dialog"));
    await user.click(dialog.getByRole("button", { name: "Add member" }));
    await user.click(await screen.findByRole("button", { name: "Viewer, role of Vera" }));
    await user.click(await screen.findByRole("menuitem", { name: "No access" }));
    await user.click(await screen.findByRole("button", { name: "Remove Vera" }));
    await user.click(await screen.findByRole("button", { name: "Remove member" }));
    expect(sent).toEqual([{ user_id: "u2", role: "editor" }, { role: "none" }, "delete u1"]);
  });

  it("are only read by whoever may not manage the project", async () => {
    answer();
    await open(false);
    expect(await screen.findByText("Viewer")).toBeVisible();
    expect(screen.queryByRole("button")).toBeNull();
    expect(await screen.findByText(/Nobody else of the workspace sees/)).toBeVisible();
  });
});
