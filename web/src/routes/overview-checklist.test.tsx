import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import type { ProjectOut, ScanOut } from "@/api/generated/types.gen";
import { checklists } from "@/features/overview/checklist-store";
import { toasts } from "@/lib/toast-store";
import { renderPart } from "@/testing/render";
import { server } from "@/testing/server";
import { Checklist } from "./overview-checklist";

const project = (over: Partial<ProjectOut> & { summary?: object } = {}) =>
  ({
    id: "p1",
    slug: "web",
    my_role: "owner",
    can_mutate: true,
    ...over,
    summary: { scan_count: 0, alert_rule_count: 0, ...over.summary },
  }) as ProjectOut;
const scan = (at: string | null) => ({ id: "s", last_collection_at: at }) as ScanOut;
const sources = (count: number) =>
  server.use(
    http.get("*/data-sources", () => HttpResponse.json(Array.from({ length: count }, () => ({})))),
  );
const ticked = () =>
  screen.getAllByRole("listitem").map((item) => within(item).queryByText(/, done/) !== null);

describe("the get-started checklist [N-66]", () => {
  beforeEach(() => {
    localStorage.clear();
    checklists.restore("p1");
    for (const toast of toasts.list()) toasts.dismiss(toast.id);
  });

  it("ticks itself from the state of the project", async () => {
    sources(1);
    const summary = { scan_count: 1 };
    await renderPart(<Checklist project={project({ summary })} scans={[scan(null)]} />, "/p/web");
    expect(await screen.findByText("2 of 4 done")).toBeVisible();
    expect(ticked()).toEqual([true, true, false, false]);
    expect(screen.getByRole("link", { name: "Open the scan" })).toHaveAttribute(
      "href",
      "/p/web/scans/s",
    );
  });

  it("is gone when everything is done", async () => {
    sources(1);
    const summary = { scan_count: 1, alert_rule_count: 1 };
    await renderPart(
      <>
        <p>Page</p>
        <Checklist project={project({ summary })} scans={[scan("2026-01-01T00:00:00Z")]} />
      </>,
      "/p/web",
    );
    expect(await screen.findByText("Page")).toBeVisible();
    await new Promise((done) => setTimeout(done, 50));
    expect(screen.queryByText("Get started")).toBeNull();
  });

  it("shows others what an owner does, and does not count it for them", async () => {
    sources(0);
    const shown = project({ my_role: "editor" });
    await renderPart(<Checklist project={shown} scans={[]} />, "/p/web");
    expect(await screen.findByText("0 of 2 done")).toBeVisible();
    expect(screen.getByText("Connect a data source")).toBeVisible();
    expect(screen.getAllByText("An owner does this")).toHaveLength(2);
    expect(screen.queryByRole("link", { name: "Add data" })).toBeNull();
  });

  it("can be put away, and comes back with Undo", async () => {
    sources(0);
    const { user } = await renderPart(<Checklist project={project()} scans={[]} />, "/p/web");
    await user.click(await screen.findByRole("button", { name: "Dismiss" }));
    expect(screen.queryByText("Get started")).toBeNull();
    expect(localStorage.getItem("tripl.checklist.dismissed")).toBe('["p1"]');
    toasts.list().at(-1)?.action?.run();
    expect(await screen.findByText("Get started")).toBeVisible();
  });
});
