import { screen } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { renderPart } from "@/testing/render";
import { server } from "@/testing/server";
import { ProjectSettingsPage } from "./project-settings-page";

function answer(role: "owner" | "viewer") {
  const sent: Record<string, unknown>[] = [];
  const project = {
    id: "p1",
    slug: "web",
    name: "Web",
    description: "Shop",
    app_version_keep_releases: 5,
    my_role: role,
    can_mutate: role !== "viewer",
    created_by_user_id: "someone",
    summary: {},
  };
  server.use(
    http.get("*/projects/:slug", () => HttpResponse.json(project)),
    http.get("*/projects/:slug/members", () => HttpResponse.json([])),
    http.get("*/orgs", () => HttpResponse.json([])),
    http.get("*/projects/:slug/deletion", () =>
      HttpResponse.json({ scans: 3, rules: 12, points: 4120 }),
    ),
    http.patch("*/projects/:slug", async ({ request }) => {
      const body = (await request.json()) as Record<string, unknown>;
      sent.push(body);
      if (body.slug === "taken")
        return HttpResponse.json(
          { detail: "Project with this slug already exists" },
          { status: 409 },
        );
      return HttpResponse.json({ ...project, ...body });
    }),
    http.delete("*/projects/:slug", () => {
      sent.push({ deleted: true });
      return new HttpResponse(null, { status: 204 });
    }),
    http.post("*/danger/reset-anomalies", async ({ request }) => {
      const body = (await request.json()) as { dry_run: boolean };
      sent.push(body);
      return HttpResponse.json({ dry_run: body.dry_run, anomalies: 12 });
    }),
  );
  return sent;
}

const open = () => renderPart(<ProjectSettingsPage />, "/p/web/settings");

describe("the settings of a project", () => {
  it("send what was changed and nothing else [N-63]", async () => {
    const sent = answer("owner");
    const { user } = await open();
    const slug = await screen.findByLabelText("Slug");
    expect(screen.getByLabelText("Releases to keep")).toHaveValue("5");
    await user.clear(slug);
    await user.type(slug, "shop");
    expect(screen.getByText(/links to \/p\/web end/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Save settings" }));
    expect(sent).toEqual([{ slug: "shop" }]);
  });

  it("say at the slug that it is taken [N-63]", async () => {
    answer("owner");
    const { user } = await open();
    const slug = await screen.findByLabelText("Slug");
    await user.clear(slug);
    await user.type(slug, "taken");
    await user.click(screen.getByRole("button", { name: "Save settings" }));
    expect(await screen.findByText("Project with this slug already exists")).toBeVisible();
    expect(slug).toHaveAttribute("aria-invalid", "true");
  });

  it("are text for who may not change them, without resets [N-63, N-64]", async () => {
    answer("viewer");
    await open();
    expect(await screen.findByText("Shop")).toBeVisible();
    expect(screen.queryByRole("textbox")).toBeNull();
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("delete a project only once its slug is typed, saying what goes [N-63]", async () => {
    const sent = answer("owner");
    const { user } = await open();
    await user.click(await screen.findByRole("button", { name: "Delete project" }));
    const typed = await screen.findByLabelText("Type web to delete it");
    expect(
      await screen.findByText("3 scans, 12 rules and 4,120 stored points go with it."),
    ).toBeVisible();
    const [, act] = screen.getAllByRole("button", { name: "Delete project", hidden: true });
    await user.type(typed, "we");
    expect(act).toBeDisabled();
    await user.type(typed, "b");
    await user.click(act as HTMLElement);
    expect(sent).toEqual([{ deleted: true }]);
  });

  it("say how many findings a reset deletes before it does [N-64]", async () => {
    const sent = answer("owner");
    const { user } = await open();
    await user.click(await screen.findByRole("button", { name: "Reset anomalies" }));
    expect(await screen.findByText("12 findings would be deleted.")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Delete 12 findings" }));
    expect(sent.map((body) => body.dry_run)).toEqual([true, false]);
  });
});
