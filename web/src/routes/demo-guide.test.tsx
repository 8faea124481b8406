import { screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import type { ProjectOut } from "@/api/generated/types.gen";
import { guides } from "@/features/demo/guide/progress-store";
import { ownActs } from "@/lib/own-acts";
import { renderPart } from "@/testing/render";
import { server } from "@/testing/server";
import { DemoBar } from "./demo-bar";

const demo = (over: object = {}) =>
  ({
    id: "p1",
    slug: "demo-1",
    name: "Demo Project",
    is_demo: true,
    can_mutate: true,
    my_role: "editor",
    created_by_user_id: "me",
    summary: {},
    ...over,
  }) as unknown as ProjectOut;

function world(status: () => string, destinations: object[] = []) {
  server.use(
    http.get("*/auth/me", () => HttpResponse.json({ id: "me", role: "member" })),
    http.get("*/projects", () => HttpResponse.json([])),
    http.get("*/alert-destinations", () => HttpResponse.json(destinations)),
    http.get("*/anomalies/signals", () => HttpResponse.json([])),
    http.get("*/scans/s1/jobs/:job", ({ params }) =>
      HttpResponse.json({ id: params.job, scan_config_id: "s1", status: status() }),
    ),
  );
}
const begin = (path: string) => renderPart(<DemoBar project={demo()} />, path);
const told = () =>
  screen
    .getAllByRole("status")
    .map((each) => each.textContent)
    .join(" ");

describe("the guide of a demo", () => {
  beforeEach(() => guides.forget("demo-1"));

  it("says the step aloud and goes on with the visitor's own run [DM-40] [DM-41]", async () => {
    let status = "running";
    world(() => status);
    const { user } = await begin("/p/demo-1/scans/s1");
    await user.click(screen.getByRole("button", { name: "Run the live loop" }));
    await waitFor(() => expect(told()).toContain("Press Run now"));
    ownActs.tell({ kind: "run", slug: "other", scan: "s1", job: "j9" });
    expect(told()).toContain("Press Run now");
    ownActs.tell({ kind: "run", slug: "demo-1", scan: "s1", job: "j1" });
    await waitFor(() => expect(told()).toContain("Watch your run land"));
    status = "completed";
    await waitFor(() => expect(told()).toContain("Open an event with a finding"), {
      timeout: 4000,
    });
  });

  it("goes back and says why when the run fails", async () => {
    world(() => "failed");
    const { user } = await begin("/p/demo-1/scans/s1");
    await user.click(screen.getByRole("button", { name: "Run the live loop" }));
    ownActs.tell({ kind: "run", slug: "demo-1", scan: "s1", job: "j1" });
    await waitFor(() => expect(told()).toContain("Your run failed"));
    expect(told()).toContain("Press Run now");
  });

  it("keeps the place while it is closed", async () => {
    world(() => "running");
    const { user } = await begin("/p/demo-1/events");
    await user.click(screen.getByRole("button", { name: "Explore" }));
    await waitFor(() => expect(told()).toContain("Open Scans."));
    await user.click(screen.getByRole("button", { name: "Close the guide" }));
    expect(screen.queryByRole("region", { name: "Guide" })).toBeNull();
    await user.click(screen.getByRole("button", { name: "Guide" }));
    expect(told()).toContain("Open Scans.");
  });

  it("leads to the place of a step", async () => {
    world(() => "running");
    const { user, router } = await begin("/p/demo-1/overview");
    await user.click(screen.getByRole("button", { name: "Explore" }));
    await user.click(await screen.findByRole("button", { name: "Show me" }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/p/demo-1/events"));
    await waitFor(() => expect(told()).toContain("Open Scans."));
  });

  it("routes an alert only where there is a local sink [DM-39]", async () => {
    world(() => "running");
    const first = await begin("/p/demo-1/overview");
    await new Promise((done) => setTimeout(done, 50));
    expect(screen.queryByRole("button", { name: "Route an alert" })).toBeNull();
    first.unmount();
    world(() => "running", [{ id: "d1", type: "demo_sink", rules: [] }]);
    const { user } = await begin("/p/demo-1/alerting");
    await user.click(await screen.findByRole("button", { name: "Route an alert" }));
    await waitFor(() => expect(told()).toContain("Add a rule to the sink"));
    ownActs.tell({ kind: "rule", slug: "demo-1", destination: "d2", rule: "r2" });
    expect(told()).toContain("Add a rule to the sink");
    ownActs.tell({ kind: "rule", slug: "demo-1", destination: "d1", rule: "r1" });
    await waitFor(() => expect(told()).toContain("Run the scan"));
  });

  it("tells a viewer that the step is not theirs", async () => {
    world(() => "running");
    const shown = demo({ can_mutate: false });
    const { user } = await renderPart(<DemoBar project={shown} />, "/p/demo-1/scans/s1");
    await user.click(screen.getByRole("button", { name: "Run the live loop" }));
    expect(await screen.findByText(/Somebody who may change/)).toBeVisible();
  });
});
