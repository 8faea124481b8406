import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import type { SystemOut, UsageOut } from "@/api/generated/types.gen";
import { instance, OWNER } from "@/testing/instance";
import { renderPart } from "@/testing/render";
import { server } from "@/testing/server";
import { SystemPage } from "./system-page";

const NOW = new Date().toISOString();

const USAGE: UsageOut = {
  state: "off",
  endpoint: null,
  document: { version: "1.2.3", counts: { events: "11-100" } },
  last: null,
};

function answer(
  over: Partial<SystemOut> = {},
  me: Record<string, unknown> = OWNER,
  usage: Partial<UsageOut> = {},
) {
  const found: SystemOut = {
    version: "1.2.3",
    now: NOW,
    database: "reachable",
    broker: "reachable",
    cache: "unset",
    database_schema: { state: "current", revision: "20261130_2315", shipped: "20261130_2315" },
    workers: [{ name: "celery@one", slots: 4, at: NOW, alive: true }],
    beat_at: NOW,
    troubled: [],
    stuck_runs: [],
    stuck_deliveries: [],
    ...over,
  };
  server.use(
    http.get("*/auth/me", () => HttpResponse.json(me)),
    http.get("*/settings", () => HttpResponse.json(instance())),
    http.get("*/platform/settings/telemetry", () => HttpResponse.json({ ...USAGE, ...usage })),
    http.get("*/system/sign-in", () => HttpResponse.json([])),
    http.get("*/system", () => HttpResponse.json(found)),
  );
}

const tile = async (label: string) => (await screen.findByText(label)).closest("li") as HTMLElement;

describe("the system page", () => {
  it("tells what answers, who works, and what is set [CF-18]", async () => {
    answer();
    await renderPart(<SystemPage />);
    expect(await tile("Version")).toHaveTextContent("1.2.3");
    expect(await tile("Broker")).toHaveTextContent("Reachable");
    expect(await tile("Cache")).toHaveTextContent("Unset");
    expect(await tile("Encryption key")).toHaveTextContent("Configured");
    expect(await tile("Debug mode")).toHaveTextContent("Unset");
    expect(screen.getByText("celery@one").closest("li")).toHaveTextContent("4 tasks at once");
    expect(screen.getByText(/no run waits for a dead worker/)).toBeVisible();
  });

  it.each([
    ["current", "a", "a", /What this version brings$/],
    ["differs", "a", "b", /This version brings b$/],
    ["head_unknown", "a", null, /What this version brings is not known$/],
    ["unknown", null, "b", /Unknown.*could not be read$/],
  ] as const)("tells of a schema that is %s [O-31]", async (state, revision, shipped, words) => {
    answer({ database_schema: { state, revision, shipped } });
    await renderPart(<SystemPage />);
    const told = (await tile("Schema revision")).textContent ?? "";
    expect(told.trim()).toMatch(words);
    expect(told).not.toMatch(/newer|older|ahead|behind/);
  });

  it("says that worker and scheduler are down and what does not happen [O-32]", async () => {
    answer({
      workers: [{ name: "celery@one", slots: 4, at: "2026-11-01T00:00:00Z", alive: false }],
      troubled: [
        { part: "worker", state: "silent", since: NOW },
        { part: "scheduler", state: "silent", since: NOW },
      ],
    });
    await renderPart(<SystemPage />);
    expect(
      await screen.findByText(/No worker was heard of lately. Nothing is counted/),
    ).toBeVisible();
    expect(await tile("Scheduler")).toHaveTextContent("SilentNo run starts by itself meanwhile.");
  });

  it("leads to what got stuck [CF-18]", async () => {
    answer({
      stuck_runs: [
        {
          job_id: "j1",
          scan_id: "s1",
          scan_name: "nightly",
          project_slug: "shop",
          status: "pending",
          since: NOW,
        },
      ],
      stuck_deliveries: [
        {
          delivery_id: "d1",
          project_slug: "shop",
          rule_name: "drops",
          destination_name: "Ops",
          since: NOW,
        },
      ],
    });
    await renderPart(<SystemPage />);
    const list = await screen.findByRole("list", { name: "Stuck work" });
    expect(within(list).getByRole("link", { name: "nightly" })).toHaveAttribute(
      "href",
      "/p/shop/scans/s1/jobs/j1",
    );
    expect(within(list).getByRole("link", { name: "drops to Ops" })).toHaveAttribute(
      "href",
      "/p/shop/alerting?section=deliveries",
    );
  });

  it("is a notice for everybody else [CF-35]", async () => {
    answer({}, { ...OWNER, role: "member", is_platform_admin: false });
    await renderPart(<SystemPage />);
    expect(await screen.findByText("This belongs to whoever runs the instance")).toBeVisible();
  });

  it.each([
    [{}, /Off.*Nothing is told about this installation/],
    [{ state: "do_not_track" }, /Forbidden.*DO_NOT_TRACK is set/],
    [{ state: "no_endpoint" }, /No address.*without TELEMETRY_ENDPOINT/],
    [{ state: "on", endpoint: "https://usage.example.com" }, /usage\.example\.com.*None has left/],
  ] as const)("says whether a usage report is sent: %j [O-105]", async (usage, words) => {
    answer({}, OWNER, usage);
    await renderPart(<SystemPage />);
    const panel = (await screen.findByText(/^What a report would say/)).closest("section");
    expect(panel?.textContent).toMatch(words);
  });

  it("shows the last usage report whole [O-105]", async () => {
    const document = { version: "1.2.2", counts: { events: "1000+" } };
    const last = { document, at: NOW, outcome: "Refused with status 500" };
    answer({}, OWNER, { state: "on", endpoint: "https://usage.example.com", last });
    await renderPart(<SystemPage />);
    expect(await screen.findByText(/Refused with status 500/)).toBeVisible();
    expect(screen.getByText(/"events": "1000\+"/)).toBeVisible();
  });
});
