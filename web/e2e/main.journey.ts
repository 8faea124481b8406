import { equal, match, ok } from "node:assert/strict";
import { api, button, choose, EMAIL, heading, more, PASSWORD, runEnds, signIn } from "./acting.ts";
import { EYES, step, type World } from "./browser.ts";

const QUERY = "SELECT event_time, section, platform FROM web_requests";
const ofProject = (world: World, path: string) => api(world, `/projects/website${path}`);

export const steps = [
  step("a stranger is led to the door of a fresh instance", async (world) => {
    world.expect(/401.*\/auth\/me/);
    await world.open("/");
    await heading(world, "Create the owner account").waitFor();
    match(world.page.url(), /\/sign-in/);
    await world.look("first-account");
    world.expectNothingMore();
  }),

  step("the owner account is made by keyboard alone", async (world) => {
    const { page } = world;
    await page.getByLabel("Name", { exact: true }).focus();
    await page.keyboard.type("Olive Owner");
    await page.keyboard.press("Tab");
    await page.keyboard.type(EMAIL);
    await page.keyboard.press("Tab");
    await page.keyboard.type(PASSWORD);
    await page.getByText("A symbol, met").waitFor();
    await page.keyboard.press("Enter");
    await button(world, "Choose a file").waitFor();
    await world.look("projects-empty", EYES);
  }),

  step("a project is created with the key c", async (world) => {
    const { page } = world;
    await page.keyboard.press("c");
    await page.getByRole("dialog").getByLabel("Name", { exact: true }).fill("Website");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/p\/website\/overview/);
    await page.getByText("0 of 4 done").waitFor();
    await world.look("overview-empty");
  }),

  step("a folder of files is tested, connected and browsed", async (world) => {
    const { page } = world;
    await page.getByRole("main").getByRole("link", { name: "Add data" }).click();
    await button(world, "Connect a warehouse").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Files (DuckDB)").click();
    await dialog.getByLabel("Name", { exact: true }).fill("Web logs");
    await dialog.getByLabel("File or folder").fill(".");
    await dialog.getByRole("button", { name: "Test connection" }).click();
    await dialog.getByRole("status").waitFor();
    await world.look("source-dialog", EYES);
    await dialog.getByRole("button", { name: "Connect", exact: true }).click();
    await page.getByText(/Answered/).waitFor();
    await more(world, "Web logs", "Browse schema");
    await page.getByRole("dialog").getByText("event_time").waitFor();
    await page.keyboard.press("Escape");
    await world.look("sources");
  }),

  step(
    "a scan is described, previewed and dry run before it is saved [S-10, S-39]",
    async (world) => {
      const { page } = world;
      await world.open("/p/website/scans");
      await page.getByText("There is no scan yet").waitFor();
      await page.keyboard.press("c");
      await heading(world, "New scan").waitFor();
      const create = button(world, "Create and run now");
      ok(await create.isDisabled(), "an unanswered form can be saved");
      await page.getByLabel("Name", { exact: true }).fill("Web requests");
      await page.getByLabel("Base query").fill(QUERY);
      await button(world, /Load preview/).click();
      await page.getByText(/Valid\. 3 columns/).waitFor({ timeout: 30_000 });
      match((await page.getByLabel("Time column").textContent()) ?? "", /event_time/);
      await page.getByText("This data has ended").waitFor();
      ok(await create.isDisabled(), "the naming question was not asked");
      await page.getByLabel("Name of the event type").fill("Web request");
      await button(world, "Create event type").click();
      await page.getByLabel("Event type", { exact: true }).waitFor();
      await page.getByLabel("Event name format").fill("{section}");
      await page.getByText("Breakdowns", { exact: true }).click();
      await choose(world, "Columns to split by", "platform");
      await page.keyboard.press("Escape");
      await button(world, /^Ask/).click();
      await page.getByText(/This scan would/).waitFor({ timeout: 30_000 });
      await world.look("scan-form", EYES);
      await page.getByLabel("Look back for events").fill("36");
      await page.getByText(/The form has changed since/).waitFor();
      await page.getByLabel("Look back for events").fill("");
    },
  ),

  step("a run shows its progress and ends in sentences [S-79]", async (world) => {
    const { page } = world;
    await button(world, "Create and run now").click();
    await page.waitForURL(/\/jobs\//);
    await page.getByRole("list", { name: "Steps of the run" }).waitFor();
    match(await runEnds(world), /point/);
    await world.look("run", EYES);
  }),

  step("the overview says how things are and draws the volume", async (world) => {
    const { page } = world;
    await page.getByRole("link", { name: "Open the overview" }).click();
    await page.getByRole("img", { name: /Web requests, all events/ }).waitFor();
    match((await page.getByRole("heading", { level: 1 }).textContent()) ?? "", /data ends/i);
    await world.look("overview");
  }),

  step("detection is made keener and the scan run again", async (world) => {
    const { page } = world;
    await world.open("/p/website/settings/monitoring");
    await page.getByLabel("Threshold").fill("3");
    await page.getByLabel("Minimum expected").fill("10");
    await page.getByLabel("Settling time").fill("0");
    await world.look("detection");
    await button(world, "Save settings").click();
    await page.getByText("The detection settings are saved").first().waitFor();
    equal((await ofProject(world, "/anomaly-settings")).sigma_threshold, 3);
  }),

  step("a webhook is tested and added, its secret shown once", async (world) => {
    const { page } = world;
    await world.open("/p/website/alerting");
    await button(world, /Add a destination/).click();
    const dialog = page.getByRole("dialog");
    await world.look("destination-dialog");
    await dialog.getByText("Webhook", { exact: true }).click();
    await dialog.getByLabel("Name", { exact: true }).fill("On call");
    await dialog.getByLabel("Address").fill(`${world.receiver}/journey`);
    await dialog.getByRole("button", { name: "Send a test" }).click();
    await dialog.getByText("The test message arrived.").waitFor();
    await dialog.getByRole("button", { name: "Add webhook" }).click();
    await page.getByText("On call is added").waitFor();
    match((await page.getByRole("dialog").locator("code").textContent()) ?? "", /\S{16,}/);
    await world.look("webhook-secret");
  }),

  step("a rule reads itself back while it is written", async (world) => {
    const { page } = world;
    await page.getByRole("dialog").getByRole("button", { name: "Add a rule" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name", { exact: true }).fill("Anything odd");
    await dialog.getByLabel("Away from the expectation").fill("20");
    match((await dialog.textContent()) ?? "", /Tell On call when .* by at least 20%/);
    await world.look("rule-dialog");
    await dialog.getByRole("button", { name: "Add rule" }).click();
    await page.getByText("Has not fired yet").waitFor();
    await world.look("alert-rules", EYES);
  }),

  step("the second run finds what fell, and says so", async (world) => {
    const { page } = world;
    await world.open("/p/website/scans");
    await page.getByRole("link", { name: "Web requests" }).click();
    await world.settled();
    await world.look("scan");
    await button(world, "Run now").click();
    await page.waitForURL(/\/jobs\//);
    match(await runEnds(world), /signal/);
    await world.open("/p/website/anomalies");
    await page.getByRole("table", { name: "Anomalies" }).getByText("All events").waitFor();
    await world.look("anomalies", EYES);
    await world.open("/p/website/overview");
    await page
      .getByRole("link", { name: /signals?$/ })
      .first()
      .waitFor();
    await world.look("overview-signals", EYES);
  }),

  step("the message is in the log as it was sent", async (world) => {
    const { page } = world;
    await world.open("/p/website/alerting?section=deliveries");
    await page.getByText("✓ sent").first().waitFor({ timeout: 30_000 });
    await world.look("deliveries");
    await page
      .getByRole("button", { name: /^Message of/ })
      .first()
      .click();
    await page.getByRole("dialog").getByLabel("What was sent").waitFor();
    await world.look("delivery");
    await page.keyboard.press("Escape");
  }),

  step("the events are walked by keyboard, and one opened", async (world) => {
    const { page } = world;
    await world.open("/p/website/overview");
    await page.keyboard.press("g");
    await page.keyboard.press("e");
    await page.getByRole("heading", { name: "Events", exact: true }).waitFor();
    await page.getByRole("table", { name: "Events" }).waitFor();
    await world.settled();
    await world.look("events", EYES);
    await page.keyboard.press("/");
    await page.keyboard.type("no such event");
    await page.getByText("No events match").waitFor();
    await button(world, "Clear filters").click();
    await page.getByRole("table", { name: "Events" }).waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/monitoring\/event\//);
  }),

  step("an event page shows the stored counts, split and judged", async (world) => {
    const { page } = world;
    await page.getByRole("img", { name: /buckets/ }).waitFor();
    await page.getByText("Split by platform").waitFor();
    await world.look("event");
    const id = page.url().split("/").pop();
    const { data } = await ofProject(world, `/events/${id}/metrics`);
    await page.getByRole("button", { name: "Table" }).click();
    const newest = data[data.length - 1];
    await page
      .getByRole("cell", { name: String(newest.count), exact: true })
      .first()
      .waitFor();
    const total = page.getByText("In the shown range").locator("xpath=following-sibling::dd");
    const sum = data.reduce((all: number, point: { count: number }) => all + point.count, 0);
    equal((await total.textContent())?.replace(/\D/g, ""), String(sum));
  }),

  step("signing in leads straight into the only project [N-33]", async (world) => {
    const { page } = world;
    await button(world, "Olive Owner").click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await heading(world, "Sign in").waitFor();
    await world.look("sign-in");
    world.expect(/401/);
    await page.getByLabel("Email").fill(EMAIL);
    await page.getByLabel("Password", { exact: true }).fill("not the password 1!");
    await page.keyboard.press("Enter");
    await page.getByText("Email and password do not belong together").waitFor();
    world.takeComplaints();
    world.expectNothingMore();
    await signIn(world);
    await page.waitForURL(/\/p\/website\/overview/);
  }),
];
