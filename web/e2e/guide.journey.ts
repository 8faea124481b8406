import { equal, match, notEqual } from "node:assert/strict";
import {
  api,
  becomeOwner,
  button,
  guide,
  guided,
  heading,
  ring,
  runEnds,
  signIn,
} from "./acting.ts";
import { EYES, step, type World } from "./browser.ts";

const COLUMNS = "event_time, event_type, event_name, platform, app_version";
const GOOD = `SELECT ${COLUMNS}, product_id FROM events`;
/** Reads well until a value comes that is no number. */
const BROKEN = `SELECT ${COLUMNS}, CAST(event_name AS INTEGER) AS product_id FROM events`;

const tab = ({ page }: World, name: RegExp) => page.getByRole("tab", { name });
const nav = ({ page }: World, name: string | RegExp) =>
  page.getByRole("navigation", { name: "Main" }).getByRole("link", { name }).first();
const row = ({ page }: World, name: RegExp) =>
  page.getByRole("table", { name: "Deliveries" }).getByRole("row", { name });

/** From wherever they are to the page of the demo's scan. */
async function openScan(world: World): Promise<void> {
  await nav(world, "Scans").click();
  await world.page.getByRole("link", { name: "App events", exact: true }).first().click();
  await button(world, "Run now").waitFor();
}

/** Gives the scan another query, in its own form. */
async function ask(world: World, query: string, save: string): Promise<void> {
  const { page } = world;
  await page.getByLabel("Base query", { exact: true }).fill(query);
  await page.getByRole("button", { name: save, exact: true }).click();
}

async function editScan(world: World): Promise<void> {
  await world.page.getByRole("link", { name: "Edit", exact: true }).click();
  await heading(world, "Edit App events").waitFor();
}

export const steps = [
  step("a demo is made by one button", async (world) => {
    await becomeOwner(world);
    await button(world, "Generate demo project").click();
    await world.page.waitForURL(/\/p\/demo-[0-9a-f]+\/overview/, { timeout: 90_000 });
    await guide(world).waitFor();
    world.expectNothingMore();
  }),

  step("the message that failed is sent by Retry, into the sink alone [DM-17]", async (world) => {
    const { page } = world;
    await nav(world, /^Alerting/).click();
    await page.getByText("Demo sink", { exact: true }).first().waitFor();
    equal(await button(world, /webhook/i).count(), 0);
    await tab(world, /^Deliveries/).click();
    const failed = row(world, /sink was full/);
    await failed.getByText("✕ failed").waitFor();
    await world.look("demo-deliveries");
    await button(world, "Retry").click();
    await failed.waitFor({ state: "hidden" });
    await page.waitForFunction(() => !document.body.textContent?.includes("✕ failed"));
    equal(await button(world, "Retry").count(), 0);
  }),

  step("a chapter leads from a rule to its message [DM-39]", async (world) => {
    const { page } = world;
    await guide(world).getByRole("button", { name: "Route an alert" }).click();
    await guided(world, /Add a rule to the sink/, "Write a rule");
    await world.look("demo-guide-rule");
    await button(world, /^New rule/).click();
    const dialog = page.getByRole("dialog", { name: "New rule" });
    await dialog.getByLabel("Name", { exact: true }).fill("Tell me of anything");
    await ring(world).getByText("Save your rule").waitFor();
    await dialog.getByRole("button", { name: "Add rule" }).click();
    await guided(world, /Run the scan/, "The scans are here");
    await page.getByText("Tell me of anything", { exact: true }).waitFor();
  }),

  step("another table is refused where the scan is edited [DM-6]", async (world) => {
    await openScan(world);
    await guided(world, /Run the scan/, "Start your run");
    await editScan(world);
    world.expect(/422.*\/scans\//);
    await ask(world, "SELECT * FROM users", "Save");
    await world.page
      .getByText(/only answers SELECT from its tables events and orders/)
      .first()
      .waitFor();
    world.expectNothingMore();
  }),

  step("a run that fails sends back and says so [DM-40]", async (world) => {
    const { page } = world;
    await ask(world, BROKEN, "Save and run now");
    await page.waitForURL(/\/jobs\//);
    await guided(world, /Your run failed, so the step before is yours again/);
    await guided(world, /Run the scan/, "Start your run");
    await page
      .getByText(/cannot be computed or cast/)
      .first()
      .waitFor();
    await world.look("demo-guide-failed");
  }),

  step("so does one that was stopped [DM-40]", async (world) => {
    await openScan(world);
    await editScan(world);
    await ask(world, GOOD, "Save");
    await button(world, "Run now").click();
    await button(world, /^Stop/).click();
    await guided(world, /Your run was stopped before its end/);
  }),

  step(
    "a run that ends well writes the message, and finding it ends the chapter",
    async (world) => {
      const { page } = world;
      await openScan(world);
      await button(world, "Run now").click();
      await guided(world, /Open Deliveries under Alerting/);
      match(await runEnds(world), /\w/);
      await nav(world, /^Alerting/).click();
      await guided(world, /Open Deliveries/, "Messages are logged here");
      await tab(world, /^Deliveries/).click();
      const mine = row(world, /Tell me of anything/);
      await mine.getByText("simulated, not sent").waitFor();
      await guide(world)
        .getByText(/This is what a channel of your own would have been sent/)
        .waitFor();
      await world.look("demo-guide-delivery");
      await mine.getByRole("button", { name: /^Message of/ }).click();
      const sheet = page.getByRole("dialog", { name: "Message" });
      await sheet.getByText(/Nothing was sent to anybody/).waitFor();
      await sheet.getByText("Paywall View").first().waitFor();
      await world.look("demo-message", EYES);
      await page.keyboard.press("Escape");
    },
  ),

  step("a reset begins the guide anew, in this browser too [DM-34]", async (world) => {
    const { page } = world;
    await guide(world).getByRole("button", { name: "Route an alert, again" }).waitFor();
    await button(world, "Reset").click();
    await button(world, "Reset the demo").click();
    await page.getByRole("dialog", { name: /^Resetting/ }).waitFor();
    await page.getByRole("dialog").waitFor({ state: "hidden", timeout: 90_000 });
    await guided(world, /The demo was reset, so the guide begins anew/);
    await guide(world).getByRole("button", { name: "Route an alert", exact: true }).waitFor();
    await nav(world, /^Alerting/).click();
    await tab(world, /^Rules/).click();
    await page.getByText("An event off its level", { exact: true }).waitFor();
    equal(await page.getByText("Tell me of anything").count(), 0);
  }),

  step("a second demo asks first, and then stands beside the other", async (world) => {
    const { page } = world;
    const [first] = await api(world, "/projects");
    await world.open("/");
    await button(world, "Generate demo project").click();
    await page.getByRole("dialog", { name: "You have a demo already" }).waitFor();
    equal((await api(world, "/projects")).length, 1);
    await button(world, "Generate another").click();
    await page.waitForURL(
      (url) =>
        /\/p\/demo-[0-9a-f]+\/overview/.test(url.pathname) && !url.pathname.includes(first.slug),
      { timeout: 90_000 },
    );
    await heading(world, /signals? (is|are) open/).waitFor();
    const all = await api(world, "/projects");
    equal(
      all
        .map((each: { name: string }) => each.name)
        .sort()
        .join(),
      "Demo Project,Demo Project 2",
    );
    notEqual(all[0].slug, all[1].slug);
  }),

  step("who has two projects begins at their list [N-33] [N-60]", async (world) => {
    const { page } = world;
    // What the page was asking for when the session ended.
    world.expect(/401/);
    await button(world, "Olive Owner").click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await signIn(world);
    await heading(world, "Projects").waitFor();
    for (const name of ["Generate demo project", /^New project/])
      await button(world, name).waitFor();
    for (const name of ["Demo Project", "Demo Project 2"])
      await page.getByRole("link", { name, exact: true }).waitFor();
    world.expectNothingMore();
  }),
];
