import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { latestEnd } from "@/features/scans/replay-period";
import { toLocalInput } from "@/lib/format-date";
import { renderPart } from "@/testing/render";
import { server } from "@/testing/server";
import { ScanReplay } from "./scan-replay";

const END = Date.UTC(2026, 2, 9) / 1000;
const SCAN = {
  id: "s1",
  name: "nightly",
  interval: "1h",
  time_column: "at",
  is_static: true,
  as_of: "2026-03-09T00:00:00Z",
} as never;

function serve(refusal?: string) {
  const sent: unknown[] = [];
  server.use(
    http.get("*/projects/:slug", () =>
      HttpResponse.json({ id: "p1", slug: "web", can_mutate: true, my_role: "owner" }),
    ),
    http.post("*/scans/s1/metrics/replay", async ({ request }) => {
      sent.push(await request.json());
      return refusal
        ? HttpResponse.json({ detail: refusal }, { status: 400 })
        : HttpResponse.json({ id: "j1", status: "pending" }, { status: 201 });
    }),
  );
  return sent;
}

const open = async () => {
  const made = await renderPart(<ScanReplay scan={SCAN} onClose={() => undefined} />, "/p/web");
  return { ...made, dialog: within(await screen.findByRole("dialog")) };
};

describe("collecting a period again", () => {
  it("offers the last complete day and sends it in UTC [O-107] [S-101]", async () => {
    const sent = serve();
    const { user, dialog } = await open();
    await user.click(dialog.getByRole("button", { name: "Collect again" }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toEqual({
      time_from: "2026-03-08T00:00:00.000Z",
      time_to: "2026-03-09T00:00:00.000Z",
    });
  });

  it("takes no end behind the latest one, and says which that is [O-107]", async () => {
    serve();
    const { dialog } = await open();
    const to = dialog.getByLabelText("To");
    fireEvent.change(to, { target: { value: toLocalInput(END + 3600) } });
    expect(dialog.getByText(/^The latest end is/)).toBeVisible();
    expect(dialog.getByRole("button", { name: "Collect again" })).toBeDisabled();
    fireEvent.change(to, { target: { value: toLocalInput(END - 200_000) } });
    expect(dialog.getByText("It ends before it begins")).toBeVisible();
  });

  it("repeats what the server says [O-107]", async () => {
    serve("A run of this scan is already waiting or running.");
    const { user, dialog } = await open();
    await user.click(dialog.getByRole("button", { name: "Collect again" }));
    expect(await dialog.findByText(/already waiting or running/)).toBeVisible();
  });

  it("ends weeks on Mondays, days at midnight in UTC", () => {
    const now = Date.UTC(2026, 2, 12, 15, 20);
    const at = (interval: string) =>
      new Date(latestEnd({ interval, is_static: false, as_of: null } as never, now) * 1000);
    expect(at("1w").toISOString()).toBe("2026-03-09T00:00:00.000Z");
    expect(at("1d").toISOString()).toBe("2026-03-12T00:00:00.000Z");
    expect(at("6h").toISOString()).toBe("2026-03-12T12:00:00.000Z");
    expect(at("15m").toISOString()).toBe("2026-03-12T15:15:00.000Z");
  });
});
