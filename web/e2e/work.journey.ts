import { equal, match, ok } from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { api, button, choose, heading, more, PASSWORD, runEnds, signIn } from "./acting.ts";
import { step, type World } from "./browser.ts";

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
    await world.look("event-finding");
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

  step("PostgreSQL says why it refuses, then is connected", async (world) => {
    const { page } = world;
    const { host, port, database, user, password } = WORLD.warehouse;
    await world.open("/data-sources");
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
      /A table or function that the query names does not exist/,
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
      "anomalies",
      "scans",
      "alerting",
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
