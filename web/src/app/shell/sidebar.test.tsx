import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { ProjectSummary } from "@/api/generated/types.gen";
import { renderPart } from "@/testing/render";
import { navCounts } from "./nav-counts";
import type { ShellModel } from "./shell-model";
import { Sidebar } from "./sidebar";
import { TopBar } from "./top-bar";

const BUSY = {
  active_event_count: 1240,
  event_type_count: 6,
  monitoring_signal_count: 3,
  firing_monitor_count: 2,
  alert_destination_count: 1,
  scan_count: 4,
  failing_scan_config_count: 1,
} as ProjectSummary;

function model(over: Partial<ShellModel> & { summary?: ProjectSummary } = {}): ShellModel {
  const { summary = BUSY, ...rest } = over;
  return {
    organizations: [],
    organization: null,
    path: "/p/web/events",
    project: { id: "p", slug: "web", name: "Web", trouble: 0 },
    projects: [],
    branches: [
      { id: "m", name: "main", main: true },
      { id: "b", name: "checkout", main: false },
    ],
    branch: null,
    owner: true,
    user: { name: "Ada", email: "ada@example.com" },
    counts: navCounts(summary),
    live: null,
    ...rest,
  };
}

const nothing = () => undefined;
const draw = (shown: ShellModel, path = shown.path) =>
  renderPart(
    <>
      <Sidebar model={shown} onSearch={nothing} onSignOut={nothing} />
      <TopBar model={shown} subject={null} onOpenNavigation={nothing} />
    </>,
    path,
  );
const main = () => within(screen.getByRole("navigation", { name: "Main" }));
const entry = (name: RegExp) => main().getByRole("link", { name });

describe("the sidebar of a project", () => {
  it("has the groups Plan, Observe and Govern [N-1]", async () => {
    await draw(model());
    const groups = main()
      .getAllByRole("heading")
      .map((heading) => [
        heading.textContent,
        ...within(heading.parentElement as HTMLElement)
          .getAllByRole("link")
          .map((link) => link.textContent?.replace(/[\d,.\s]+$/, "")),
      ]);
    expect(groups.slice(0, 3)).toEqual([
      ["Plan", "Events", "Event types", "Schema & fields"],
      ["Observe", "Overview", "Monitors", "Anomalies", "Alerting"],
      ["Govern", "Coverage", "Scans", "Audit log"],
    ]);
  });

  it("hides the audit log from who is no owner [N-1, CO-12]", async () => {
    await draw(model({ owner: false }));
    expect(main().queryByRole("link", { name: /Audit log/ })).toBeNull();
    expect(entry(/Scans/)).toBeVisible();
  });

  it("puts both switchers and the search above the groups, the branch only in a project [N-4]", async () => {
    const { user } = await draw(model());
    const buttons = screen.getAllByRole("button").map((button) => button.textContent ?? "");
    expect(buttons.slice(0, 3)).toEqual([
      expect.stringContaining("Web"),
      expect.stringContaining("main"),
      expect.stringContaining("Search or jump"),
    ]);
    await user.click(screen.getByRole("button", { name: /switch branch/ }));
    const other = await screen.findByRole("menuitem", { name: "checkout" });
    expect(other).toHaveAttribute("href", "/p/web/events?branch=b");
  });

  it("has no branch where there is no project [N-4]", async () => {
    await draw(model({ project: null, counts: {}, path: "/", branches: [] }));
    expect(screen.queryByRole("button", { name: /switch branch/ })).toBeNull();
    expect(screen.getByRole("button", { name: /Search or jump/ })).toBeVisible();
  });

  it("ends with settings, concepts and the account [N-5]", async () => {
    const { user } = await draw(model());
    expect(screen.getByRole("link", { name: "Project settings" })).toHaveAttribute(
      "href",
      "/p/web/settings",
    );
    expect(screen.getByRole("link", { name: "Concepts" })).toHaveAttribute("href", "/concepts");
    await user.click(screen.getByRole("button", { name: /Ada/ }));
    for (const name of ["Profile", "Workspace settings", "Sign out"])
      expect(await screen.findByRole("menuitem", { name })).toBeVisible();
  });
});

describe("the counts beside the entries", () => {
  it("come from the summary: plan counts quiet, trouble and channels [N-10]", async () => {
    await draw(model());
    expect(entry(/^Events/)).toHaveTextContent("1,240");
    expect(entry(/Event types/)).toHaveTextContent("6");
    expect(entry(/Anomalies/)).toHaveTextContent("3");
    expect(entry(/Monitors/)).toHaveTextContent("2");
    expect(entry(/Alerting/)).toHaveTextContent("1");
    for (const name of ["Schema & fields", "Coverage", "Scans", "Audit log"])
      expect(entry(new RegExp(name))).toHaveTextContent(new RegExp(`^${name}$`));
  });

  it("say nothing about trouble and channels where there are none [N-10]", async () => {
    await draw(model({ summary: { active_event_count: 0 } as ProjectSummary }));
    expect(entry(/^Events/)).toHaveTextContent("0");
    for (const name of ["Anomalies", "Monitors", "Alerting"])
      expect(entry(new RegExp(name))).toHaveTextContent(new RegExp(`^${name}$`));
    expect(screen.queryByRole("link", { name: /open signal/ })).toBeNull();
  });

  it("are one number beside Anomalies and in the top bar [N-11]", async () => {
    await draw(model());
    expect(entry(/Anomalies/)).toHaveTextContent("3");
    expect(screen.getByRole("link", { name: "3 open signals" })).toHaveAttribute(
      "href",
      "/p/web/anomalies",
    );
  });
});
