import { act, screen, waitFor } from "@testing-library/react";
import { delay, HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import { toasts } from "@/lib/toast-store";
import { renderPart } from "@/testing/render";
import { server } from "@/testing/server";
import { AlertingPage } from "./alerting-page";

const RULE = {
  id: "r1",
  name: "Sales",
  destination_id: "d1",
  enabled: true,
  filters: [],
  scan_config_id: null,
  delivery_count: 4,
};
const DESTINATION = { id: "d1", name: "Ops", type: "webhook", enabled: true, rules: [RULE] };

/** A project whose server refuses every change, after a while. */
function serve() {
  const asked: string[] = [];
  const refuse = async ({ request }: { request: Request }) => {
    asked.push(request.method);
    await delay(80);
    return HttpResponse.json({ detail: "Editor role required" }, { status: 403 });
  };
  server.use(
    http.get("*/projects/:slug", () =>
      HttpResponse.json({ id: "p1", slug: "web", can_mutate: true, my_role: "editor" }),
    ),
    http.get("*/alert-destinations", () => HttpResponse.json([DESTINATION])),
    http.get("*/monitors-summary", () => HttpResponse.json({ monitors: [] })),
    http.get("*/alert-deliveries", () => HttpResponse.json({ items: [], total: 0 })),
    http.get("*/scans", () => HttpResponse.json([])),
    http.patch("*/alert-destinations/*", refuse),
    http.delete("*/alert-destinations/*", refuse),
  );
  return asked;
}

const open = (section: string) =>
  renderPart(<AlertingPage />, `/p/web/alerting?section=${section}`);

describe("the switches of alerting", () => {
  beforeEach(() => {
    for (const toast of toasts.list()) toasts.dismiss(toast.id);
  });

  it.each([
    ["destinations", "Ops switched on", "Ops is still on. Editor role required"],
    ["rules", "Sales switched on", "Sales is still on. Editor role required"],
  ])("of %s move at once and go back with the reason", async (section, name, told) => {
    serve();
    const { user } = await open(section);
    const toggle = await screen.findByRole("switch", { name });
    await user.click(toggle);
    expect(toggle).not.toBeChecked();
    await waitFor(() => expect(toggle).toBeChecked());
    expect(toasts.list().map(({ text }) => text)).toEqual([told]);
  });

  it("leave a deleted rule one notice to come back in, and bring it back when refused", async () => {
    const asked = serve();
    const { user } = await open("rules");
    await user.click(await screen.findByRole("button", { name: "More for Sales" }));
    await user.click(await screen.findByRole("menuitem", { name: "Delete rule" }));
    expect(screen.queryByText("Sales")).toBeNull();
    expect(screen.getByText("There is no rule")).toBeVisible();
    const [notice] = toasts.list();
    expect(notice).toMatchObject({ text: "Sales is deleted", action: { label: "Undo" } });
    expect(asked).toEqual([]);
    await act(async () => toasts.dismiss(notice?.id ?? 0));
    expect(await screen.findByText("Sales")).toBeVisible();
    expect(asked).toEqual(["DELETE"]);
    expect(toasts.list()[0]?.text).toBe("Sales is still here. Editor role required");
  });
});
