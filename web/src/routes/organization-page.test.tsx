import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { renderPart } from "@/testing/render";
import { server } from "@/testing/server";
import { OrganizationPage } from "./organization-page";

const PEOPLE = [
  { id: "u1", name: "Olga", email: "olga@example.com", role: "owner" },
  { id: "u2", name: "Max", email: "max@example.com", role: "member" },
];
const ACME = { id: "o2", slug: "acme", name: "Acme", my_role: "owner", is_default: false };
const FIRST = { id: "o1", slug: "default", name: "First", my_role: "owner", is_default: true };

type Group = { id: string; name: string; members: { user_id: string; email: string }[] };

/** A server with these organizations and the groups of Acme; gives what was sent to it. */
function answer(organizations: object[] = [ACME], groups: Group[] = []) {
  const sent: unknown[] = [];
  const said = async (request: Request) => {
    const text = await request.text();
    sent.push(`${request.method} ${new URL(request.url).pathname.replace("/api/v1", "")} ${text}`);
    return text ? JSON.parse(text) : {};
  };
  const detail = (group: Group) => ({ ...group, member_count: group.members.length });
  const named = (id: unknown) => groups.find((group) => group.id === id) as Group;
  const first = organizations[0] as typeof ACME;
  server.use(
    http.get("*/auth/me", () => HttpResponse.json({ id: "u1", role: "owner", org: first.slug })),
    http.get("*/orgs", () => HttpResponse.json(organizations)),
    http.patch("*/orgs/acme", async ({ request }) =>
      HttpResponse.json({ ...ACME, ...(await said(request)) }),
    ),
    http.delete("*/orgs/acme", async ({ request }) => {
      await said(request);
      return new HttpResponse(null, { status: 202 });
    }),
    http.get("*/orgs/acme/deletion", () => HttpResponse.json({ projects: 3, sources: 1 })),
    http.get("*/orgs/:org/members", () => HttpResponse.json(PEOPLE)),
    http.post("*/orgs/acme/transfer-ownership", async ({ request }) => {
      await said(request);
      return HttpResponse.json(PEOPLE[1]);
    }),
    http.get("*/orgs/default/groups", () => HttpResponse.json([])),
    http.get("*/orgs/acme/groups", () => HttpResponse.json(groups.map(detail))),
    http.post("*/orgs/acme/groups", async ({ request }) => {
      const made = { id: `g${groups.length + 1}`, members: [], ...(await said(request)) };
      groups.push(made);
      return HttpResponse.json(detail(made), { status: 201 });
    }),
    http.get("*/orgs/acme/groups/:id", ({ params }) => HttpResponse.json(detail(named(params.id)))),
    http.patch("*/orgs/acme/groups/:id", async ({ params, request }) => {
      Object.assign(named(params.id), await said(request));
      return HttpResponse.json(detail(named(params.id)));
    }),
    http.delete("*/orgs/acme/groups/:id", async ({ params, request }) => {
      await said(request);
      groups.splice(groups.indexOf(named(params.id)), 1);
      return new HttpResponse(null, { status: 204 });
    }),
    http.post("*/orgs/acme/groups/:id/members", async ({ params, request }) => {
      const { user_id } = await said(request);
      const member = { user_id, name: "Max", email: "max@example.com" };
      named(params.id).members.push(member);
      return HttpResponse.json(member, { status: 201 });
    }),
    http.delete("*/orgs/acme/groups/:id/members/:user", async ({ params, request }) => {
      await said(request);
      named(params.id).members = [];
      return new HttpResponse(null, { status: 204 });
    }),
  );
  return sent;
}

describe("the settings of the organization", () => {
  it("rename it and leave its slug alone [AX-1]", async () => {
    const sent = answer();
    const { user } = await renderPart(<OrganizationPage />);
    const name = await screen.findByLabelText("Name");
    expect(screen.getByLabelText("Slug")).toHaveAttribute("readonly");
    expect(screen.queryByRole("button", { name: "Save the name" })).toBeNull();
    await user.clear(name);
    await user.type(name, "Acme Labs");
    await user.click(screen.getByRole("button", { name: "Save the name" }));
    await waitFor(() => expect(sent).toEqual(['PATCH /orgs/acme {"name":"Acme Labs"}']));
  });

  it("make a group, fill it and take people out [AC-39]", async () => {
    const sent = answer();
    const { user } = await renderPart(<OrganizationPage />);
    expect(await screen.findByText("There is no group yet")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "New group" }));
    const naming = within(await screen.findByRole("dialog", { name: "New group" }));
    await user.type(naming.getByLabelText("Name"), "Growth");
    await user.click(naming.getByRole("button", { name: "Create group" }));
    const group = within(await screen.findByRole("dialog", { name: "Growth" }));
    expect(await group.findByText("Nobody is in this group yet.")).toBeVisible();
    await user.click(group.getByRole("combobox", { name: "Add a person" }));
    await user.click(await screen.findByRole("option", { name: /Max/ }));
    await user.click(await group.findByRole("button", { name: "Take Max out" }));
    await user.click(await screen.findByRole("button", { name: "Take out" }));
    expect(await group.findByText("Nobody is in this group yet.")).toBeVisible();
    expect(sent).toEqual([
      'POST /orgs/acme/groups {"name":"Growth"}',
      'POST /orgs/acme/groups/g1/members {"user_id":"u2"}',
      "DELETE /orgs/acme/groups/g1/members/u2 ",
    ]);
  });

  it("rename and delete a group [AC-39]", async () => {
    const sent = answer([ACME], [{ id: "g1", name: "Growth", members: [] }]);
    const { user } = await renderPart(<OrganizationPage />);
    await user.click(await screen.findByRole("button", { name: "More for Growth" }));
    await user.click(await screen.findByRole("menuitem", { name: "Rename" }));
    const renaming = within(await screen.findByRole("dialog", { name: "Rename Growth" }));
    await user.type(renaming.getByLabelText("Name"), " team");
    await user.click(renaming.getByRole("button", { name: "Rename" }));
    await user.click(await screen.findByRole("button", { name: "More for Growth team" }));
    await user.click(await screen.findByRole("menuitem", { name: "Delete group" }));
    await user.click(await screen.findByRole("button", { name: "Delete group" }));
    expect(await screen.findByText("There is no group yet")).toBeVisible();
    expect(sent).toEqual([
      'PATCH /orgs/acme/groups/g1 {"name":"Growth team"}',
      "DELETE /orgs/acme/groups/g1 ",
    ]);
  });

  it("are read by a member, who changes nothing [AC-39] [AX-1]", async () => {
    const member = { user_id: "u2", name: "Max", email: "max@example.com" };
    answer([{ ...ACME, my_role: "member" }], [{ id: "g1", name: "Growth", members: [member] }]);
    const { user } = await renderPart(<OrganizationPage />);
    await user.click(await screen.findByRole("button", { name: "Growth" }));
    expect(await screen.findByText("max@example.com")).toBeVisible();
    expect(screen.queryByRole("button", { name: /New group|More|Take|Delete|Hand/ })).toBeNull();
    expect(screen.queryByRole("combobox")).toBeNull();
    expect(screen.queryByLabelText("Slug")).toBeNull();
  });

  it("hand it over to another member [AC-37]", async () => {
    const sent = answer();
    const { user } = await renderPart(<OrganizationPage />);
    await user.click(await screen.findByRole("button", { name: "Hand over" }));
    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.getByRole("button", { name: "Hand over" })).toBeDisabled();
    await user.click(dialog.getByRole("combobox", { name: "New owner" }));
    expect(screen.queryByRole("option", { name: /Olga/ })).toBeNull();
    await user.click(await screen.findByRole("option", { name: /Max/ }));
    await user.click(dialog.getByRole("button", { name: "Hand over" }));
    await waitFor(() =>
      expect(sent).toEqual(['POST /orgs/acme/transfer-ownership {"user_id":"u2"}']),
    );
  });

  it("delete it when its slug is typed, and say what goes with it [AC-37]", async () => {
    const sent = answer();
    const { user } = await renderPart(<OrganizationPage />);
    await user.click(await screen.findByRole("button", { name: "Delete organization" }));
    const dialog = within(await screen.findByRole("dialog"));
    expect(await dialog.findByText("3 projects and 1 source go with it.")).toBeVisible();
    await user.type(dialog.getByLabelText(/^Type acme/), "acm");
    expect(dialog.getByRole("button", { name: "Delete organization" })).toBeDisabled();
    await user.type(dialog.getByLabelText(/^Type acme/), "e");
    await user.click(dialog.getByRole("button", { name: "Delete organization" }));
    await waitFor(() => expect(sent).toEqual(['DELETE /orgs/acme {"confirm_slug":"acme"}']));
  });

  it("keep the first one, and let somebody of several choose [AC-37] [AX-1]", async () => {
    answer([FIRST, ACME], [{ id: "g1", name: "Growth", members: [] }]);
    const { user } = await renderPart(<OrganizationPage />);
    expect(await screen.findByText(/cannot be deleted/)).toBeVisible();
    expect(screen.queryByRole("button", { name: "Delete organization" })).toBeNull();
    await user.click(screen.getByRole("combobox", { name: "Organization" }));
    await user.click(await screen.findByRole("option", { name: /Acme/ }));
    expect(await screen.findByRole("button", { name: "Delete organization" })).toBeVisible();
    expect(await screen.findByRole("button", { name: "Growth" })).toBeVisible();
    expect(screen.getByLabelText("Name")).toHaveValue("Acme");
  });
});
