import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { renderPart } from "@/testing/render";
import { server } from "@/testing/server";
import { AlertingPage } from "./alerting-page";

const MAIL = {
  id: "d1",
  name: "Team",
  type: "email",
  enabled: true,
  rules: [],
  target_url: null,
  email_recipients: ["ada@example.com", "bob@example.com"],
  email_from_address: null,
  email_subject_template: null,
  signing_secret_set: false,
  webhook_url_set: false,
};
const SLACK = { ...MAIL, id: "d2", name: "Ops", type: "slack", email_recipients: null };

function serve(destinations: unknown[] = [], digests: unknown[] = []) {
  const sent: { method: string; path: string; body: unknown }[] = [];
  const keep = async ({ request }: { request: Request }) => {
    const path = new URL(request.url).pathname;
    sent.push({ method: request.method, path, body: await request.json() });
    if (path.endsWith("/test")) return HttpResponse.json({ ok: true, error: null });
    return HttpResponse.json({ ...SLACK, signing_secret: null });
  };
  server.use(
    http.get("*/projects/:slug", () =>
      HttpResponse.json({ id: "p1", slug: "web", can_mutate: true, my_role: "editor" }),
    ),
    http.get("*/alert-destinations", () => HttpResponse.json(destinations)),
    http.get("*/monitors-summary", () => HttpResponse.json({ monitors: [] })),
    http.get("*/alert-deliveries", () => HttpResponse.json({ items: [], total: 0 })),
    http.get("*/plan-digests", () => HttpResponse.json(digests)),
    http.get("*/scans", () => HttpResponse.json([])),
    http.post("*/alert-destinations", keep),
    http.post("*/alert-destinations/test", keep),
    http.patch("*/alert-destinations/*", keep),
  );
  return sent;
}

const open = (section = "destinations") =>
  renderPart(<AlertingPage />, `/p/web/alerting?section=${section}`);

describe("destinations that people read", () => {
  it("are added with the members of their channel [A-2]", async () => {
    const sent = serve();
    const { user } = await open();
    await user.click(await screen.findByRole("button", { name: /Add a destination/ }));
    const dialog = within(await screen.findByRole("dialog"));
    await user.type(dialog.getByLabelText("Name"), "Ops");
    const address = dialog.getByLabelText("Address of the incoming webhook");
    await user.type(address, "hooks");
    expect(dialog.getByText("It starts with https://hooks.slack.com/")).toBeVisible();
    expect(dialog.getByRole("button", { name: "Add Slack channel" })).toBeDisabled();
    await user.clear(address);
    await user.type(address, "https://hooks.slack.com/services/x");
    await user.click(dialog.getByRole("button", { name: "Send a test" }));
    expect(await dialog.findByText("The test message arrived.")).toBeVisible();
    await user.click(dialog.getByRole("button", { name: "Add Slack channel" }));
    await waitFor(() => expect(sent).toHaveLength(2));
    expect(sent[1]?.body).toEqual({
      type: "slack",
      name: "Ops",
      webhook_url: "https://hooks.slack.com/services/x",
    });
  });

  it("take recipients one a line, and say which is none [A-5]", async () => {
    const sent = serve();
    const { user } = await open();
    await user.click(await screen.findByRole("button", { name: /Add a destination/ }));
    const dialog = within(await screen.findByRole("dialog"));
    await user.click(dialog.getByRole("radio", { name: "Email" }));
    await user.type(dialog.getByLabelText("Name"), "Team");
    await user.type(dialog.getByLabelText("Recipients"), "ada@example.com\nbob");
    expect(dialog.getByText("“bob” is not an address")).toBeVisible();
    await user.type(dialog.getByLabelText("Recipients"), "@example.com");
    await user.click(dialog.getByRole("button", { name: "Add email" }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body).toEqual({
      type: "email",
      name: "Team",
      email_recipients: ["ada@example.com", "bob@example.com"],
      email_from_address: null,
      email_subject_template: null,
    });
  });

  it("are edited without asking for the secret again [A-1]", async () => {
    const sent = serve([MAIL, SLACK]);
    const { user } = await open();
    expect(await screen.findByText(/ada@example.com, bob@example.com/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "More for Ops" }));
    await user.click(await screen.findByRole("menuitem", { name: "Edit" }));
    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.getByText("Leave it empty to keep the stored one.")).toBeVisible();
    await user.type(dialog.getByLabelText("Name"), " team");
    await user.click(dialog.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({ method: "PATCH", body: { name: "Ops team" } });
  });

  it("show their weekly digests, and why one failed [A-150]", async () => {
    const digest = { destination_id: "d1", destination_name: "Team", channel: "email" };
    const failed = {
      ...digest,
      id: "g1",
      week: "2026-03-09",
      status: "failed",
      error_message: "The mail server does not take mail for bob@example.com (code 550)",
    };
    serve([MAIL], [failed, { ...digest, id: "g2", week: "2026-03-02", status: "sent" }]);
    await open("deliveries");
    const list = within(await screen.findByRole("list", { name: "Weekly digests" }));
    expect(list.getAllByRole("listitem")).toHaveLength(2);
    expect(list.getByText(/does not take mail for bob@example.com/)).toBeVisible();
    expect(list.getByText("Sent")).toBeVisible();
  });
});
