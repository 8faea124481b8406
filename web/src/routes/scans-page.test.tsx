import { screen } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { renderPart } from "@/testing/render";
import { server } from "@/testing/server";
import { ScansPage } from "./scans-page";

function answer(role: "owner" | "viewer", scans: unknown[] | number) {
  const project = {
    slug: "web",
    name: "Web",
    my_role: role,
    can_mutate: role !== "viewer",
    summary: {},
  };
  server.use(
    http.get("*/data-sources", () => HttpResponse.json([{ id: "s", name: "Logs" }])),
    http.get("*/scans/newest-jobs", () => HttpResponse.json({ detail: "No." }, { status: 403 })),
    http.get("*/scans", () =>
      typeof scans === "number"
        ? HttpResponse.json({ detail: "The database does not answer." }, { status: scans })
        : HttpResponse.json(scans),
    ),
    http.get("*/projects/:slug", () => HttpResponse.json(project)),
  );
}

describe("the scans of a project", () => {
  it("offers the first scan to who may make one", async () => {
    answer("owner", []);
    await renderPart(<ScansPage />, "/p/web/scans");
    expect(await screen.findByRole("link", { name: /New scan/ })).toBeVisible();
  });

  it("shows a viewer no way to change anything [CO-14]", async () => {
    answer("viewer", []);
    await renderPart(<ScansPage />, "/p/web/scans");
    expect(await screen.findByText(/An owner of this project/)).toBeVisible();
    expect(screen.queryByRole("link", { name: /New scan/ })).toBeNull();
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("does not call a scan never run when its runs are not known", async () => {
    answer("owner", [{ id: "1", name: "Visits", data_source_id: "s", interval: null }]);
    await renderPart(<ScansPage />, "/p/web/scans");
    expect(await screen.findByText("–")).toBeVisible();
    expect(screen.queryByText("Never run")).toBeNull();
  });

  it("says why it cannot load, which never looks empty", async () => {
    answer("owner", 403);
    await renderPart(<ScansPage />, "/p/web/scans");
    expect(await screen.findByRole("button", { name: "Retry" })).toBeVisible();
    expect(screen.queryByText(/no scan yet/)).toBeNull();
  });
});
