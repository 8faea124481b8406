import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import type { AnnotationOut, EventMetrics } from "@/api/generated/types.gen";
import { toasts } from "@/lib/toast-store";
import { renderPart } from "@/testing/render";
import { server } from "@/testing/server";
import { SeriesChart } from "./series-chart";

const HOUR = 3600;
const START = Date.UTC(2026, 10, 23) / 1000;
const iso = (hour: number) => new Date((START + hour * HOUR) * 1000).toISOString();

const metrics = {
  scope: "event",
  event_id: "e1",
  event_type_id: null,
  scan_config_id: "s1",
  interval: "1h",
  sigma_threshold: 4,
  min_expected_count: 10,
  latest_signal: null,
  coverage: [],
  data: Array.from({ length: 24 }, (_, hour) => ({
    bucket: iso(hour),
    count: hour === 12 ? 400 : 100,
    expected_count: 100,
    lower: 60,
    upper: 140,
    z_score: hour === 12 ? 12 : 0,
    is_anomaly: false,
    expected_stray: hour === 12 ? "spike" : null,
  })),
} as unknown as EventMetrics;

const promo = {
  id: "a1",
  bucket: iso(12),
  expected_until: iso(15),
  label: "Promo",
  description: "Half price",
  scope_type: "event_type",
  scope_ref: "t1",
  source: "manual",
  url: null,
} as AnnotationOut;

async function shown(mayEdit: boolean, rows: AnnotationOut[] | number, refuse?: object) {
  const sent: unknown[] = [];
  const asked: URLSearchParams[] = [];
  let there = typeof rows === "number" ? [] : [...rows];
  server.use(
    http.get("*/annotations", ({ request }) => {
      asked.push(new URL(request.url).searchParams);
      return typeof rows === "number"
        ? HttpResponse.json({ detail: "The database does not answer." }, { status: rows })
        : HttpResponse.json(there);
    }),
    http.post("*/annotations", async ({ request }) => {
      const body = (await request.json()) as AnnotationOut;
      sent.push(body);
      if (refuse) return HttpResponse.json(refuse, { status: 422 });
      const made = { ...promo, ...body, id: "a2" };
      there = [...there, made];
      return HttpResponse.json(made, { status: 201 });
    }),
    http.delete("*/annotations/:id", ({ params }) => {
      sent.push(params.id);
      if (refuse) return HttpResponse.json(refuse, { status: 403 });
      there = there.filter(({ id }) => id !== params.id);
      return new HttpResponse(null, { status: 204 });
    }),
    http.get("*/projects/:slug", () =>
      HttpResponse.json({ slug: "web", can_mutate: mayEdit, my_role: "editor", summary: {} }),
    ),
  );
  const { user } = await renderPart(
    <SeriesChart label="Bought" metrics={metrics} typeId="t1" focus={undefined} controls={null} />,
    "/p/web/monitoring/event/e1",
  );
  return { user, sent, asked };
}

const list = () => screen.findByRole("region", { name: "Annotations" });

describe("The chart with its annotations", () => {
  it("reads a planned spike as planned, in words, in the list and in the table [M-93] [M-110]", async () => {
    const { user, asked } = await shown(false, [promo]);
    expect(await list()).toHaveTextContent(/Promo.*no signals, all events of the type.*Half price/);
    expect(asked[0]?.get("applying")).toBe("true");
    expect(asked[0]?.get("scope_ref")).toBe("e1");
    screen.getByRole("slider", { name: "Read a bucket" }).focus();
    await user.keyboard("{Home}");
    for (let hour = 0; hour < 12; hour += 1) await user.keyboard("{ArrowRight}");
    expect(screen.getByRole("slider")).toHaveAttribute(
      "aria-valuetext",
      expect.stringMatching(/planned spike.*expected window Promo/),
    );
    expect(screen.getByRole("img", { name: /no open anomaly/ })).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Table" }));
    expect(screen.getAllByText("Promo (expected window)")).toHaveLength(3);
  });

  it("shows a viewer no way to change anything [M-111]", async () => {
    await shown(false, [promo]);
    expect(within(await list()).queryByRole("button")).toBeNull();
    expect(screen.queryByRole("button", { name: "Annotate" })).toBeNull();
  });

  it("plans a window by keyboard and shows it at once [M-110]", async () => {
    const { user, sent } = await shown(true, []);
    await user.click(await screen.findByRole("button", { name: "Annotate" }));
    const dialog = await screen.findByRole("dialog");
    await user.click(within(dialog).getByRole("button", { name: "Add annotation" }));
    expect(within(dialog).getByText(/Say in a few words/)).toBeVisible();
    expect(sent).toEqual([]);
    await user.type(within(dialog).getByLabelText("Label"), "Load test");
    await user.click(within(dialog).getByRole("checkbox"));
    await user.keyboard("{Tab}");
    await user.click(within(dialog).getByRole("button", { name: "Plan the window" }));
    expect(await list()).toHaveTextContent(/Load test/);
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(sent).toEqual([
      expect.objectContaining({
        label: "Load test",
        bucket: iso(23),
        expected_until: iso(29),
        scope_type: "event",
        scope_ref: "e1",
      }),
    ]);
  });

  it("keeps the form and says at the member what the server refuses", async () => {
    const detail = [{ loc: ["body", "expected_until"], msg: "31 days at most, please", type: "x" }];
    const { user } = await shown(true, [], { detail });
    await user.click(await screen.findByRole("button", { name: "Annotate" }));
    const dialog = await screen.findByRole("dialog");
    await user.type(within(dialog).getByLabelText("Label"), "Load test");
    await user.click(within(dialog).getByRole("checkbox"));
    await user.click(within(dialog).getByRole("button", { name: "Plan the window" }));
    expect(await within(dialog).findByText("31 days at most, please")).toBeVisible();
    expect(within(dialog).getByLabelText("Label")).toHaveValue("Load test");
  });

  it("deletes after asking [M-110]", async () => {
    const { user, sent } = await shown(true, [promo]);
    await user.click(await screen.findByRole("button", { name: "Delete annotation Promo" }));
    const dialog = await screen.findByRole("dialog");
    expect(dialog).toHaveTextContent(/is a signal again/);
    await user.click(within(dialog).getByRole("button", { name: "Keep it" }));
    expect(sent).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Delete annotation Promo" }));
    await user.click(await screen.findByRole("button", { name: "Delete annotation" }));
    await waitFor(() => expect(screen.queryByText("Promo")).toBeNull());
    expect(sent).toEqual(["a1"]);
  });

  it("puts back what could not be deleted, and says why", async () => {
    const { user } = await shown(true, [promo], { detail: "Editor role required" });
    await user.click(await screen.findByRole("button", { name: "Delete annotation Promo" }));
    await user.click(await screen.findByRole("button", { name: "Delete annotation" }));
    await waitFor(() => expect(JSON.stringify(toasts.list())).toMatch(/Promo is still there/));
    expect(await list()).toHaveTextContent("Promo");
  });

  it("says that the annotations cannot be had, beside a chart that stays", async () => {
    await shown(false, 403);
    expect(await screen.findByRole("button", { name: "Retry" })).toBeVisible();
    expect(screen.getByRole("slider", { name: "Read a bucket" })).toBeVisible();
  });
});
