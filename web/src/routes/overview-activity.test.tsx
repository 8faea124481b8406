import { screen } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import type { ProjectOut, ScanOut, SignalOut } from "@/api/generated/types.gen";
import { signalSummary } from "@/features/overview/mapping";
import { renderPart } from "@/testing/render";
import { server } from "@/testing/server";
import { NewEvents, RecentActivity } from "./overview-activity";
import { OverviewFigures } from "./overview-figures";
import { newest } from "./overview-volume";

const at = "2026-01-02T10:00:00Z";

describe("what happened lately [N-70]", () => {
  it("links what is still there and only names what is gone", async () => {
    const item = { severity: "info", detail: null, actor: null, at };
    server.use(
      http.get("*/activity/projects/web", () =>
        HttpResponse.json([
          { id: "1", type: "scan", title: "App has run", path: "/p/web/scans/s/jobs/j", ...item },
          {
            id: "2",
            type: "anomaly",
            title: "Buy: drop",
            path: "/p/web/monitoring/event/e?scan=s",
            ...item,
          },
          { id: "3", type: "event", title: "old: event type deleted", path: null, ...item },
        ]),
      ),
    );
    await renderPart(<RecentActivity slug="web" />, "/p/web/overview");
    expect(await screen.findByRole("link", { name: "App has run" })).toHaveAttribute(
      "href",
      "/p/web/scans/s/jobs/j",
    );
    expect(screen.getByRole("link", { name: "Buy: drop" })).toHaveAttribute(
      "href",
      "/p/web/monitoring/event/e?scan=s",
    );
    expect(screen.getByText("old: event type deleted")).toBeVisible();
    expect(screen.queryByRole("link", { name: /old/ })).toBeNull();
  });

  it("says why it cannot load", async () => {
    server.use(
      http.get("*/activity/*", () => HttpResponse.json({ detail: "No." }, { status: 403 })),
    );
    await renderPart(<RecentActivity slug="web" />, "/p/web/overview");
    expect(await screen.findByRole("button", { name: "Retry" })).toBeVisible();
  });

  it("counts the events that came to main's plan, a day each", async () => {
    const data = Array.from({ length: 14 }, (_, day) => ({
      date: `2026-01-${String(day + 1).padStart(2, "0")}`,
      new_events: day === 13 ? 5 : 0,
    }));
    server.use(http.get("*/overview/kpi-series", () => HttpResponse.json({ days: 14, data })));
    await renderPart(<NewEvents slug="web" />, "/p/web/overview");
    expect(await screen.findByText(/5 events added to main's plan in 14 days/)).toBeVisible();
    expect(screen.getAllByRole("row")).toHaveLength(14);
  });

  it("charts the scan that was created last", () => {
    const made = (id: string, created_at: string) => ({ id, created_at }) as ScanOut;
    expect(newest([made("new", "2026-02-02"), made("old", "2026-01-01")])?.id).toBe("new");
  });

  it("gives a signal of something deleted no page", () => {
    const signal = {
      scope_type: "event",
      scope_ref: "x",
      scope_name: null,
      bucket: at,
    } as SignalOut;
    expect(signalSummary({ ...signal, actual_count: 0, expected_count: 9 }, []).gone).toBe(true);
    const kept = { ...signal, scope_name: "Buy", actual_count: 0, expected_count: 9 };
    expect(signalSummary(kept, []).gone).toBe(false);
  });
});

describe("the figures of the overview", () => {
  it("count open signals as the badges do, and coverage of the active events [N-11, N-70]", async () => {
    server.use(http.get("*/metrics/total", () => HttpResponse.json({})));
    const project = {
      slug: "web",
      summary: { active_event_count: 8, implemented_event_count: 6, monitoring_signal_count: 3 },
    } as ProjectOut;
    await renderPart(<OverviewFigures project={project} signals={undefined} />, "/p/web/overview");
    expect(screen.getByRole("link", { name: /Open signals/ })).toHaveTextContent("3");
    expect(screen.getByRole("link", { name: /Plan coverage/ })).toHaveTextContent("75%");
    expect(screen.getByRole("link", { name: /In review/ })).toHaveAttribute(
      "href",
      "/p/web/events?status=%5B%22in_review%22%5D",
    );
  });
});
