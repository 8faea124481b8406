import { equal, match, ok } from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { api, button, choose, heading, more, PASSWORD, runEnds, signIn } from "./acting.ts";
import { EYES, step, type World } from "./browser.ts";

/** What the instance holds before the journey begins; whoever starts it says so. */
const WORLD = JSON.parse(process.env.WORLD ?? "{}") as {
  files: string;
  warehouse: { host: string; port: number; database: string; user: string; password: string };
  viewer: string;
  /** A scan that takes its time, ready to be made. */
  orders: Record<string, unknown>;
};

const progress = async ({ page }: World) =>
  Number(
    await page
      .getByRole("progressbar", { name: "Progress of the run" })
      .getAttribute("aria-valuenow"),
  );

export const steps = [
  step("every project shows what it needs", async (world) => {
    const { page } = world;
    world.expect(/401.*\/auth\/me/);
    await world.open("/sign-in");
    await signIn(world);
    await page.getByRole("table", { name: "Projects" }).waitFor();
    world.expectNothingMore();
    match((await page.getByRole("row", { name: /Website/ }).textContent()) ?? "", /open signal/);
    await page.getByText("Not set up yet").first().waitFor();
    await world.look("projects");
  }),

  step("the scans say how fresh they are and how they ended", async (world) => {
    const { page } = world;
    await world.open("/p/website/scans");
    await page.getByRole("table", { name: "Scans" }).getByText("Data ends").first().waitFor();
    await page.getByText("Never run").waitFor();
    await world.look("scans");
  }),

  step("an event that surged has its sentence and its chart", async (world) => {
    const { page } = world;
    await world.open("/p/website/anomalies");
    await page.getByRole("link", { name: "images", exact: true }).click();
    const finding = page.getByRole("region", { name: "Open signal" });
    await finding.getByText("images").waitFor();
    match((await finding.textContent()) ?? "", /above its expected level/);
    await page.getByRole("img", { name: /1 open anomaly|open anomalies/ }).waitFor();
    await world.look("event-finding", EYES);
  }),

  step("the total and the event type have pages of their own", async (world) => {
    const { page } = world;
    await world.open("/p/website/anomalies");
    await page.getByRole("link", { name: "All events", exact: true }).first().click();
    await page.waitForURL(/\/monitoring\/project_total\//);
    await page.getByRole("img", { name: /buckets/ }).waitFor();
    await world.look("total");
    const [type] = await api(world, "/projects/website/event-types");
    await world.open(`/p/website/monitoring/event_type/${type.id}`);
    await heading(world, "Web request").waitFor();
    await page.getByRole("img", { name: /buckets/ }).waitFor();
    await world.look("event-type");
  }),

  step("the palette opens with its key and leads on [N-40]", async (world) => {
    const { page } = world;
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog", { name: "Search or jump" }).waitFor();
    await world.look("palette");
    await page.keyboard.type("api");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/settings\/api-keys/);
    await button(world, /New key/).click();
    await page.getByRole("dialog").getByLabel("Name", { exact: true }).fill("ci");
    await button(world, "Create key").click();
    await page.getByRole("dialog").locator("code").waitFor();
    await button(world, "I have copied it").click();
    await page.getByRole("table", { name: "API keys" }).waitFor();
    await world.look("api-keys");
  }),

  step("the schema of the plan is read and written [N-1]", async (world) => {
    const { page } = world;
    await world.open("/p/website/overview");
    await page.getByRole("link", { name: /^Event types/ }).click();
    await page.getByRole("table", { name: "Event types" }).waitFor();
    await world.look("event-types");
    await page.getByRole("link", { name: "Web request", exact: true }).click();
    await page.getByText("No field is declared").waitFor();
    await page.keyboard.press("c");
    await page.getByLabel("Label").fill("Country");
    await page.getByLabel("Name", { exact: true }).fill("country");
    await choose(world, "Type", "One of a list");
    await page.getByLabel("Allowed values").fill("NO\nSE");
    await world.look("field-dialog");
    await page.getByRole("dialog").getByRole("button", { name: "Add field" }).click();
    await page.getByRole("cell", { name: /^Country/ }).waitFor();
    await world.look("event-type-fields");
    await page.getByRole("link", { name: "Schema & fields" }).click();
    await page.getByLabel("Search fields").fill("country");
    await page.getByRole("heading", { name: "1 field", exact: true }).waitFor();
    await world.look("schema-fields");
  }),

  step(
    "the branch of the plan stays in the address from page to page [N-4, N-32]",
    async (world) => {
      const { page } = world;
      const { items } = await api(world, "/projects/website/branches");
      equal(items.length, 1);
      await world.open(`/p/website/events?branch=${items[0].id}`);
      await page.getByRole("link", { name: /^Event types/ }).click();
      await page.getByRole("table", { name: "Event types" }).waitFor();
      equal(new URL(page.url()).searchParams.get("branch"), items[0].id);
      await button(world, /switch branch/).click();
      await page.getByRole("menuitem", { name: "main" }).click();
      await page.waitForURL((url) => !url.search.includes("branch"));
    },
  ),

  step("monitors, coverage and the audit log say how things stand [N-1]", async (world) => {
    const { page } = world;
    for (const [link, ready, picture] of [
      ["Monitors", "There is no rule to watch", "monitors-empty"],
      ["Coverage", "Instrumentation gaps", "coverage"],
    ] as const) {
      await page.getByRole("link", { name: link, exact: true }).click();
      await page.getByText(ready).waitFor();
      await world.look(picture);
    }
    await page.getByRole("link", { name: "Audit log" }).click();
    await page
      .getByRole("button", { name: /created field.*Web|created field/ })
      .first()
      .click();
    await page.getByText('"country"').first().waitFor();
    await world.look("audit");
    await page.getByLabel("Action").fill("no.such");
    await page.getByText("No entries match").waitFor();
  }),

  step(
    "a project is renamed and its findings are counted before they go [N-63, N-64]",
    async (world) => {
      const { page } = world;
      await page.getByRole("link", { name: "Project settings" }).click();
      await page.getByLabel("Description").fill(`What the website sends ${Date.now()}`);
      await button(world, "Save settings").click();
      await page.getByText("The project's settings are saved", { exact: true }).waitFor();
      await world.look("project-settings");
      await button(world, "Reset anomalies").click();
      await page.getByText(/findings? would be deleted/).waitFor();
      await world.look("reset-anomalies");
      await button(world, "Keep them").click();
      await button(world, "Delete project").click();
      ok(
        await page.getByRole("dialog").getByRole("button", { name: "Delete project" }).isDisabled(),
      );
      await button(world, "Keep it").click();
    },
  ),

  step("concepts, profile and workspace open from the foot of the sidebar [N-5]", async (world) => {
    const { page } = world;
    await page.getByRole("link", { name: "Concepts" }).click();
    await page.getByRole("link", { name: "Signal", exact: true }).click();
    await page.waitForURL(/#signal$/);
    await world.look("concepts");
    for (const [entry, picture] of [
      ["Profile", "profile"],
      ["Workspace settings", "workspace"],
    ] as const) {
      await button(world, "Owner").click();
      await page.getByRole("menuitem", { name: entry }).click();
      await heading(world, entry).waitFor();
      await world.look(picture);
    }
  }),

  step("the overview says what happened and what is left to do [N-66, N-70]", async (world) => {
    const { page } = world;
    await world.open("/p/website/overview");
    await heading(world, "Get started").waitFor();
    await heading(world, "Recent activity").waitFor();
    await page.getByRole("link", { name: "Web requests has run" }).waitFor();
    await page.getByText(/added to main's plan in 14 days/).waitFor();
    const { summary } = await api(world, "/projects/website");
    const open = String(summary.monitoring_signal_count);
    for (const name of [/^Anomalies/, /^Open signals/, /open signals?$/])
      match((await page.getByRole("link", { name }).first().textContent()) ?? "", RegExp(open));
    await world.look("overview-started");
    await button(world, "Dismiss").click();
    await heading(world, "Get started").waitFor({ state: "hidden" });
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog", { name: "Search or jump" }).waitFor();
    await page.keyboard.type("checklist");
    await page.keyboard.press("Enter");
    await heading(world, "Get started").waitFor();
  }),

  step("PostgreSQL says why it refuses, then is connected", async (world) => {
    const { page } = world;
    const { host, port, database, user, password } = WORLD.warehouse;
    await world.open("/data-sources");
    await button(world, "Connect a source").waitFor();
    await page.keyboard.press("c");
    const dialog = page.getByRole("dialog", { name: "Connect a data source" });
    const fill = (label: string, value: string) =>
      dialog.getByLabel(label, { exact: true }).fill(value);
    await fill("Name", "Warehouse");
    await fill("Host", host);
    await fill("Port", "1");
    await fill("Database", database);
    await fill("User", user);
    await fill("Password", "not the password");
    const test = dialog.getByRole("button", { name: "Test connection" });
    const answer = dialog.getByRole("status");
    await test.click();
    await answer.getByText(/The warehouse cannot be reached. Check the host/).waitFor();
    await fill("Port", String(port));
    await test.click();
    await answer.getByText(/rejected the user, the password/).waitFor();
    await world.look("postgres-refused");
    await fill("Password", password);
    await test.click();
    await answer.getByText(/rejected/).waitFor({ state: "hidden" });
    await answer.waitFor();
    await world.look("postgres-dialog");
    await dialog.getByRole("button", { name: "Connect", exact: true }).click();
    await page
      .getByRole("row", { name: /Warehouse/ })
      .getByText(/Answered/)
      .waitFor();
    await world.look("sources-many");
  }),

  step("a stored password is never shown again [W-17]", async (world) => {
    const { page } = world;
    await world.open("/data-sources");
    await more(world, "Warehouse", "Edit");
    const dialog = page.getByRole("dialog", { name: "Edit Warehouse" });
    await dialog.getByText("Set, not shown").waitFor();
    equal(await dialog.locator('input[type="password"]').count(), 0);
    const told = JSON.stringify(await api(world, "/data-sources"));
    ok(!told.includes(WORLD.warehouse.password), "the API tells the password");
    await world.look("postgres-edit");
    await page.keyboard.press("Escape");
  }),

  step("the schema of a source is read beside the page", async (world) => {
    const { page } = world;
    await world.open("/data-sources");
    await more(world, "Files", "Browse schema");
    const sheet = page.getByRole("dialog", { name: "Schema of Files" });
    await sheet.getByText("web_requests").click();
    await sheet.getByText("user_agent").waitFor();
    await world.look("schema");
    await page.keyboard.press("Escape");
  }),

  step("a long run moves on by itself while one watches [S-79]", async (world) => {
    const { page, base } = world;
    const made = await page.request.post(`${base}/api/v1/projects/shop/scans`, {
      data: WORLD.orders,
    });
    equal(made.status(), 201);
    await world.open(`/p/shop/scans/${(await made.json()).id}`);
    await button(world, "Run now").click();
    await page.waitForURL(/\/jobs\//);
    await page.evaluate(() => Object.assign(window, { stayed: true }));
    await page.getByRole("progressbar", { name: "Progress of the run" }).waitFor();
    const before = await progress(world);
    let asked = 0;
    page.on("request", (request) => {
      if (/\/jobs\/[^/]+$/.test(new URL(request.url()).pathname)) asked += 1;
    });
    await page.waitForTimeout(3000);
    ok((await progress(world)) > before, "the progress stands still");
    ok(asked > 2, `the stream pushed nothing: asked ${asked} times in 3 s`);
    ok(await page.evaluate(() => "stayed" in window), "the page was loaded again");
    await world.look("run-live");
  }),

  step("Stop ends the run and keeps what is written", async (world) => {
    const { page } = world;
    await button(world, /^Stop/).click();
    await heading(world, "The run was stopped. What it had written is kept.").waitFor();
    await button(world, "Run again").waitFor();
    await world.look("run-stopped");
    await page.getByRole("link", { name: "Orders" }).first().click();
    await page.getByRole("table", { name: "Runs" }).getByText("Stopped", { exact: true }).waitFor();
    await world.look("scan-stopped");
  }),

  step("a run that fails says why and what to do", async (world) => {
    const { page } = world;
    rmSync(join(WORLD.files, "orders.parquet"));
    await button(world, "Run now").click();
    await page.waitForURL(/\/jobs\//);
    match(await runEnds(world), /The run failed at the step “Read”/);
    match(
      (await page.locator("main").textContent()) ?? "",
      /There is no file for the table “orders”/,
    );
    await world.look("run-failed");
    await world.open("/p/shop/scans");
    await page.getByRole("link", { name: "Failed" }).waitFor();
    await world.look("scans-failed");
  }),

  step("a lost session asks again over the page", async (world) => {
    const { page, context } = world;
    await world.open("/p/website/scans/new");
    await page.getByLabel("Name", { exact: true }).fill("Half typed");
    await choose(world, "Data source", "Files");
    world.expect(/401/);
    await context.clearCookies();
    await page.getByLabel("Base query").fill("SELECT 1");
    await button(world, /Load preview/).click();
    await page.getByText("You were signed out").waitFor();
    await world.look("session-expired");
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await button(world, "Sign in").click();
    await page.getByText("You were signed out").waitFor({ state: "hidden" });
    equal(await page.getByLabel("Name", { exact: true }).inputValue(), "Half typed");
    world.expectNothingMore();
  }),

  step("a viewer reads everything and changes nothing", async (world) => {
    const { page } = world;
    await world.open("/");
    await button(world, "Owner").click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await heading(world, "Sign in").waitFor();
    world.takeComplaints();
    await signIn(world, WORLD.viewer);
    await page.getByRole("button", { name: /Vera Viewer/ }).waitFor();
    for (const path of [
      "overview",
      "events",
      "event-types",
      "schema",
      "monitors",
      "anomalies",
      "coverage",
      "scans",
      "alerting",
      "settings",
      "settings/monitoring",
    ]) {
      await world.open(`/p/website/${path}`);
      await page.getByText("You can read this project.").waitFor();
      const forbidden = /^(new|add|run|stop|save|edit|delete|send|connect)\b/i;
      equal(await page.locator("main").getByRole("button", { name: forbidden }).count(), 0, path);
      equal(await page.locator("main").getByRole("link", { name: forbidden }).count(), 0, path);
      if (path === "scans" || path === "settings/monitoring")
        await world.look(`viewer-${path.split("/").pop()}`);
    }
  }),

  step("what a viewer asks for all the same is refused in words [AC-34]", async (world) => {
    const { page, base } = world;
    await world.open("/p/website/scans/new");
    await page.getByText("Scans are set up by owners").waitFor();
    await world.look("viewer-refused");
    const [scan] = await api(world, "/projects/website/scans");
    const told = await page.request.post(`${base}/api/v1/projects/website/scans/${scan.id}/run`);
    equal(told.status(), 403);
    match((await told.json()).detail, /editor|role|read/i);
  }),
];
