import { equal, match, notEqual } from "node:assert/strict";
import { api, becomeOwner, button, guide, guided, heading, ring } from "./acting.ts";
import { EYES, step, type World } from "./browser.ts";

/** The only project there is. */
const demoOf = async (world: World) => (await api(world, "/projects"))[0];

/** The overview has been counted and says what is wrong. */
async function findings({ page }: World): Promise<void> {
  const sentence = page.getByRole("heading", { level: 1 });
  await sentence.getByRole("link", { name: /signals? ?$/ }).waitFor({ timeout: 60_000 });
}

/** Asks until the run has ended. */
async function expectEnd(world: World, path: string): Promise<void> {
  for (let tries = 0; tries < 120; tries += 1) {
    const { status } = await api(world, path);
    if (status === "completed") return;
    await world.page.waitForTimeout(250);
  }
  throw new Error("the run did not end");
}

export const steps = [
  step("the owner of a fresh instance signs up", async (world) => {
    await becomeOwner(world);
    await button(world, "Choose a file").waitFor();
    world.expectNothingMore();
  }),

  step("the demo is the third way to begin [DM-1] [DM-45]", async (world) => {
    for (const name of ["Generate demo project", /^New project/])
      await button(world, name).waitFor();
    await world.open("/add-data");
    for (const way of ["Connect a warehouse", "Open the demo"])
      await world.page.getByRole("region", { name: way }).waitFor();
    await world.look("demo-way");
  }),

  step(
    "it is narrated while it is made and leads to what was found [DM-1] [DM-47]",
    async (world) => {
      const { page } = world;
      await button(world, "Generate demo project").click();
      const dialog = page.getByRole("dialog", { name: "Demo project" });
      await dialog.getByRole("list", { name: "Phases" }).waitFor();
      match((await dialog.getByRole("status").textContent()) ?? "", /made|scan|counted|worker/);
      await page.waitForURL(/\/p\/demo-[0-9a-f]+\/overview/, { timeout: 90_000 });
      await findings(world);
      await page.getByRole("region", { name: "Demo", exact: true }).waitFor();
      await world.look("demo-overview", EYES);
    },
  ),

  step("the banner lists what is real in it [DM-2] [DM-3]", async (world) => {
    const banner = world.page.getByRole("region", { name: "Demo", exact: true });
    await button(world, "What is real in it").click();
    for (const kind of ["Made up", "Really done", "Simulated or absent"])
      await banner.getByText(kind, { exact: true }).waitFor();
    await banner.getByText(/recipe \d{4}\.\d\d/).waitFor();
    await world.look("demo-banner");
    await button(world, "What is real in it").click();
  }),

  step("the page of Paywall View explains its spike [DM-10] [DM-15]", async (world) => {
    const { page } = world;
    await page.getByRole("link", { name: "Paywall View", exact: true }).first().click();
    await page.waitForURL(/\/monitoring\/event\//);
    const finding = page.getByRole("region", { name: "Open signal" });
    match((await finding.textContent()) ?? "", /came [12]\d\d% above its expected level/);
    await page.getByRole("img", { name: /Paywall View/ }).waitFor();
  }),

  step("a guide stands under the banner and rings the control [DM-41]", async (world) => {
    const { page } = world;
    const { slug } = await demoOf(world);
    await world.open(`/p/${slug}/overview`);
    await guide(world).getByRole("button", { name: "Run the live loop" }).click();
    await guided(world, /Open the scan/, "The scans are here");
    await world.look("demo-guide-begins");
    await page.getByRole("link", { name: "Scans", exact: true }).click();
    await guided(world, /Open the scan/, "Open it");
    await page.getByRole("link", { name: "App events", exact: true }).click();
    await guided(world, /Press Run now/, "Start your run");
    await world.look("demo-guide-run");
  }),

  step("a run that nobody here began ticks nothing [DM-40]", async (world) => {
    const { page, base } = world;
    const { slug } = await demoOf(world);
    const [scan] = await api(world, `/projects/${slug}/scans`);
    const runs = `/projects/${slug}/scans/${scan.id}`;
    const begun = await page.request.post(`${base}/api/v1${runs}/run`);
    equal(begun.status(), 201);
    const { id } = await begun.json();
    await expectEnd(world, `${runs}/jobs/${id}`);
    await button(world, "Run now").waitFor();
    await guided(world, /Press Run now/, "Start your run");
  }),

  step("one's own run does, when it has landed [DM-39] [DM-40]", async (world) => {
    const { page } = world;
    await button(world, "Run now").click();
    await page.waitForURL(/\/jobs\//);
    await guided(world, /Open an event with a finding/);
    await guide(world)
      .getByText(/It landed/)
      .waitFor();
    await guided(world, /Open an event/, "The findings are there");
    await world.look("demo-guide-landed");
  }),

  step("another tab stands at the same step, and closing keeps it [DM-40]", async (world) => {
    const other = await world.context.newPage();
    await other.goto(world.page.url());
    const there = other.getByRole("region", { name: "Guide", exact: true });
    await there.getByText(/Open an event with a finding/).waitFor();
    await there.getByRole("button", { name: "Close the guide" }).click();
    await guide(world).waitFor({ state: "hidden" });
    await other.close();
    await button(world, "Guide").click();
    await guided(world, /Open an event with a finding/);
  }),

  step("the finding and its band end the chapter", async (world) => {
    const { page } = world;
    await button(world, "Show me").click();
    await page.waitForURL(/\/overview$/);
    await guided(world, /Open an event/, "Out of its band");
    await page.getByRole("link", { name: "Paywall View", exact: true }).first().click();
    await guided(world, /Press an hour in the chart/, "Press an hour");
    await world.look("demo-guide-chart", EYES);
    await page.getByRole("slider", { name: "Read a bucket" }).first().press("ArrowLeft");
    await guide(world)
      .getByText(/That is the loop/)
      .waitFor();
    await ring(world).waitFor({ state: "hidden" });
  }),

  step("the tour goes on with each page that is opened [DM-38]", async (world) => {
    const { page } = world;
    await guide(world).getByRole("button", { name: "Explore" }).click();
    for (const name of ["Events", "Scans", "Overview", "Monitors", "Anomalies", "Coverage"]) {
      await guided(world, new RegExp(`Open ${name}\\.`), `Open ${name}`);
      await page
        .getByRole("navigation", { name: "Main" })
        .getByRole("link", { name: new RegExp(`^${name}`) })
        .first()
        .click();
    }
    await guide(world)
      .getByText(/How much of the plan is built, and/)
      .waitFor();
    await world.look("demo-guide-done");
    await guide(world).getByRole("button", { name: "Explore, again" }).click();
    await guided(world, /Open Events/);
  }),

  step(
    "its source says that it is made up, and only its name can change [DM-4] [DM-5]",
    async (world) => {
      const { page } = world;
      await world.open("/data-sources");
      await page.getByText("made up in memory").waitFor();
      await button(world, /^More for Demo app/).click();
      await page.getByRole("menuitem", { name: "Edit" }).click();
      const dialog = page.getByRole("dialog", { name: /^Edit Demo app/ });
      await dialog.getByText(/cannot become a real connection/).waitFor();
      equal(await dialog.getByRole("textbox").count(), 1);
      await dialog.getByLabel("Name").fill("Practice rows");
      await dialog.getByRole("button", { name: "Save" }).click();
      await page.getByText("Practice rows", { exact: true }).waitFor();
    },
  ),

  step(
    "a reset asks first and makes another project at the same address [DM-34]",
    async (world) => {
      const { page } = world;
      const before = await demoOf(world);
      await world.open(`/p/${before.slug}/anomalies`);
      await button(world, "Reset").click();
      const question = page.getByRole("dialog", { name: /^Reset Demo Project/ });
      await question.getByText(/audit log and your place in the guide go too, for good/).waitFor();
      await question.getByRole("button", { name: "Reset the demo" }).click();
      await page.getByRole("dialog", { name: /^Resetting/ }).waitFor();
      await page.waitForURL(new RegExp(`/p/${before.slug}/overview`));
      await page.getByRole("dialog").waitFor({ state: "hidden", timeout: 90_000 });
      await findings(world);
      const after = await demoOf(world);
      equal(after.slug, before.slug);
      notEqual(after.id, before.id);
      await guided(world, /The demo was reset, so the guide begins anew/);
    },
  ),

  step(
    "from the second on it asks, and both ways stand beside each other [DM-45] [N-60]",
    async (world) => {
      const { page } = world;
      await world.open("/");
      await button(world, "New project").waitFor();
      await world.look("demo-projects");
      await button(world, "Generate demo project").click();
      await page.getByRole("dialog", { name: "You have a demo already" }).waitFor();
      await button(world, "Open Demo Project").click();
      await findings(world);
    },
  ),

  step("deleting asks first and leaves nothing behind [DM-35]", async (world) => {
    const { page } = world;
    await button(world, "Delete").click();
    await button(world, "Delete the demo").click();
    await heading(world, "See what your data does").waitFor();
    await page.getByText("Demo Project is deleted", { exact: true }).waitFor();
    equal((await api(world, "/projects")).length, 0);
    equal((await api(world, "/data-sources")).length, 0);
  }),
];
