import { screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { describe, expect, it, vi } from "vitest";
import type { ProjectOut } from "@/api/generated/types.gen";
import { renderPart } from "@/testing/render";
import { server } from "@/testing/server";
import { DemoBar } from "./demo-bar";
import { useDemoMaker } from "./demo-making";
import { DemoWay } from "./demo-way";

const job = { id: "j1", scan_config_id: "s1", status: "pending", result_summary: {} };
const demo = (over: object = {}, latest: object = job) =>
  ({
    id: "p1",
    slug: "demo-1",
    name: "Demo Project",
    is_demo: true,
    my_role: "editor",
    created_by_user_id: "me",
    summary: { latest_scan_job: latest },
    ...over,
  }) as unknown as ProjectOut;

function world(projects: ProjectOut[], status: () => string = () => "completed") {
  server.use(
    http.get("*/projects/demo-1/deletion", () => HttpResponse.json({ events: 30, runs: 9 })),
    http.get("*/auth/me", () => HttpResponse.json({ id: "me", role: "member" })),
    http.get("*/projects", () => HttpResponse.json(projects)),
    http.get("*/alert-destinations", () => HttpResponse.json([])),
    http.get("*/projects/demo-1/scans/s1/jobs/j1", () =>
      HttpResponse.json({ ...job, status: status() }),
    ),
  );
}

function Maker() {
  const demo = useDemoMaker();
  return (
    <>
      <DemoWay demo={demo} />
      {demo.dialog}
    </>
  );
}

/** Presses it once the dialog has counted what goes along. */
async function armed(user: UserEvent, name: string): Promise<void> {
  const act = await screen.findByRole("button", { name });
  await waitFor(() => expect(act).toBeEnabled());
  await user.click(act);
}

describe("opening the demo", () => {
  it("tells its phases and lands on the overview when the first run is done [DM-1]", async () => {
    let status = "running";
    world([], () => status);
    server.use(http.post("*/projects/demo", () => HttpResponse.json(demo(), { status: 201 })));
    const { user, router } = await renderPart(<Maker />);
    await user.click(screen.getByRole("button", { name: "Generate demo project" }));
    const phases = await screen.findByRole("list", { name: "Phases" });
    await waitFor(() =>
      expect(
        within(phases)
          .getByText(/Find its events/)
          .closest("li"),
      ).toHaveAttribute("aria-current", "step"),
    );
    expect(router.state.location.pathname).toBe("/");
    status = "completed";
    await waitFor(() => expect(router.state.location.pathname).toBe("/p/demo-1/overview"));
  });

  it("says that demos are switched off, without another try [DM-33]", async () => {
    world([]);
    server.use(
      http.post("*/projects/demo", () =>
        HttpResponse.json({ detail: "Demo provisioning is disabled" }, { status: 403 }),
      ),
    );
    const { user } = await renderPart(<Maker />);
    await user.click(screen.getByRole("button", { name: "Generate demo project" }));
    const told = await screen.findByRole("alert");
    expect(told).toHaveTextContent("Demos are switched off here");
    expect(told).toHaveTextContent("Demo provisioning is disabled");
    expect(screen.queryByRole("button", { name: "Try again" })).toBeNull();
  });

  it("can be asked again after a failure of the server [DM-29]", async () => {
    world([]);
    let answers = 0;
    server.use(
      http.post("*/projects/demo", () => {
        answers += 1;
        return answers === 1
          ? HttpResponse.json({ detail: "It broke." }, { status: 500 })
          : HttpResponse.json(demo(), { status: 201 });
      }),
    );
    const { user, router } = await renderPart(<Maker />);
    await user.click(screen.getByRole("button", { name: "Generate demo project" }));
    await user.click(await screen.findByRole("button", { name: "Try again" }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/p/demo-1/overview"));
  });

  it("asks before it makes a second one [DM-32]", async () => {
    world([demo()]);
    const { user } = await renderPart(<Maker />);
    await user.click(await screen.findByRole("button", { name: "Generate another" }));
    expect(await screen.findByRole("dialog")).toHaveTextContent("reset it");
  });
});

describe("the banner of a demo", () => {
  it("lists what is made up, really done, simulated or absent [DM-2]", async () => {
    world([]);
    const { user } = await renderPart(<DemoBar project={demo()} />, "/p/demo-1/overview");
    expect(screen.getByText("Made up")).not.toBeVisible();
    await user.click(screen.getByRole("button", { name: "What is real in it" }));
    for (const [kind, what] of [
      ["Made up", /a warehouse in memory/],
      ["Really done", /scans.*counting, detection.*coverage, search/],
      ["Simulated or absent", /stay in the demo sink.*no ticket.*no AI/],
    ] as const) {
      expect(screen.getByText(kind)).toBeVisible();
      expect(screen.getByText(kind).nextElementSibling).toHaveTextContent(what);
    }
  });

  it("names its recipe, and says when the server has a newer one [DM-3]", async () => {
    world([]);
    const made = { demo_recipe_version: "2026.11.2" };
    const current = await renderPart(<DemoBar project={demo(made)} />, "/p/demo-1/overview");
    expect(screen.getByText(/recipe 2026\.11\.2/)).toBeInTheDocument();
    expect(screen.queryByText(/older tripl/)).toBeNull();
    current.unmount();
    const old = demo({ ...made, demo_outdated: true });
    await renderPart(<DemoBar project={old} />, "/p/demo-1/overview");
    expect(screen.getByText(/older tripl; a reset brings it up to date/)).toBeVisible();
  });

  it("is reset after a question, and follows the new first run [DM-34]", async () => {
    world([demo()]);
    let asked = 0;
    server.use(
      http.post("*/projects/demo/demo-1/reset", () => {
        asked += 1;
        return HttpResponse.json(demo({ id: "p2" }));
      }),
    );
    const page = "/p/demo-1/monitoring/event/gone";
    const { user, router } = await renderPart(<DemoBar project={demo()} />, page);
    await user.click(await screen.findByRole("button", { name: "Reset" }));
    expect(await screen.findByText("30 events and 9 runs go with it.")).toBeVisible();
    expect(asked).toBe(0);
    await armed(user, "Reset the demo");
    await waitFor(() => expect(router.state.location.pathname).toBe("/p/demo-1/overview"));
    expect(asked).toBe(1);
  });

  it("goes on watching a reset that takes longer than a minute and a half [DM-34]", async () => {
    let status = "running";
    world([demo()], () => status);
    server.use(
      http.post("*/projects/demo/demo-1/reset", () => HttpResponse.json(demo({ id: "p2" }))),
    );
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      const { user, router } = await renderPart(<DemoBar project={demo()} />, "/p/demo-1/events");
      await user.click(await screen.findByRole("button", { name: "Reset" }));
      await armed(user, "Reset the demo");
      const dialog = await screen.findByRole("dialog", { name: /^Resetting/ });
      vi.setSystemTime(Date.now() + 240_000);
      await within(dialog).findByText(/The counting goes on/, {}, { timeout: 3000 });
      expect(within(dialog).getByRole("button", { name: "Open the demo" })).toBeVisible();
      status = "completed";
      await waitFor(() => expect(dialog).not.toBeInTheDocument(), { timeout: 3000 });
      expect(router.state.location.pathname).toBe("/p/demo-1/overview");
    } finally {
      vi.useRealTimers();
    }
  });

  it("is deleted by its creator after a question [DM-35]", async () => {
    world([demo()]);
    let gone = false;
    server.use(
      http.delete("*/projects/demo/demo-1", () => {
        gone = true;
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const { user, router } = await renderPart(<DemoBar project={demo()} />, "/p/demo-1/events");
    await user.click(await screen.findByRole("button", { name: "Delete" }));
    expect(await screen.findByText("30 events and 9 runs go with it.")).toBeVisible();
    await armed(user, "Delete the demo");
    await waitFor(() => expect(router.state.location.pathname).toBe("/"));
    expect(gone).toBe(true);
  });

  it("offers neither to whom they would be refused [DM-35]", async () => {
    world([]);
    await renderPart(<DemoBar project={demo({ created_by_user_id: "other" })} />, "/p/demo-1/x");
    await new Promise((done) => setTimeout(done, 50));
    expect(screen.queryByRole("button", { name: "Reset" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Delete" })).toBeNull();
  });

  it.each([
    ["running", {}, null],
    ["paused", { status: "completed" }, /Your visit resumes it/],
    ["paused", { status: "running" }, /hours it missed are being collected/],
    ["stopped", { status: "completed" }, /This server keeps no demo fresh/],
  ])("says that it is %s [DM-23] [DM-25]", async (state, latest, words) => {
    world([]);
    await renderPart(<DemoBar project={demo({ demo_state: state }, latest)} />, "/p/demo-1/x");
    if (words) expect(screen.getByText(words)).toBeVisible();
    else expect(screen.queryByText(/paused|fresh/i)).toBeNull();
  });
});
