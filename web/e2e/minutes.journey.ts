import { equal, match } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { api, arrive, button, choose, heading, signUp } from "./acting.ts";
import { EYES, step, type World } from "./browser.ts";

/** Where the stranger's file lies, and when `tripl up` was called. */
const WORLD = JSON.parse(process.env.WORLD ?? "{}") as { file: string };
const STARTED_AT = Number(process.env.STARTED_AT) * 1000;

/** Tells whoever runs the journey when a moment was reached. */
function mark(moment: string): void {
  const seconds = (Date.now() - STARTED_AT) / 1000;
  process.stdout.write(`${JSON.stringify({ moment, seconds })}\n`);
}

/** As a hand does it: the file is let go over the page, not put into a field. */
async function drop({ page }: World, path: string): Promise<void> {
  const bytes = readFileSync(path).toString("base64");
  const transfer = await page.evaluateHandle(
    ({ bytes: text, name }) => {
      const data = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
      const carried = new DataTransfer();
      carried.items.add(new File([data], name, { type: "application/gzip" }));
      return carried;
    },
    { bytes, name: basename(path) },
  );
  await page.dispatchEvent("main", "dragover", { dataTransfer: transfer });
  await page.getByText("Let go to read it").waitFor();
  await page.dispatchEvent("main", "drop", { dataTransfer: transfer });
}

export const steps = [
  step("a fresh instance asks for its owner", async (world) => {
    await arrive(world);
    mark("start");
    world.expectNothingMore();
  }),

  step("the owner signs up and sees the ways to begin", async (world) => {
    await signUp(world);
    await button(world, "Choose a file").waitFor();
    mark("sign-up");
    for (const name of ["Drop a file", "Connect a warehouse", "Open the demo"])
      await heading(world, name).waitFor();
  }),

  step("a file is dropped and its first rows are shown", async (world) => {
    const { page } = world;
    mark("drop");
    await drop(world, WORLD.file);
    await page.getByRole("table", { name: "First rows" }).waitFor({ timeout: 30_000 });
    mark("preview");
    await page.getByText(/This file would/).waitFor();
  }),

  step("every guess has its reason, and the dry run stands beside them", async (world) => {
    const { page } = world;
    for (const label of ["Time column", "Event name from", "Count every"])
      await page.getByLabel(label, { exact: true }).waitFor();
    await page.getByText(/Its values are instants/).waitFor();
    await page.getByText(/It sorts the rows into/).waitFor();
    const found = page.getByRole("table", { name: "Events found" });
    await found.getByText("images", { exact: true }).waitFor();
    await world.look("file", EYES);
  }),

  step("one click counts the whole history and leads to its chart", async (world) => {
    const { page } = world;
    await button(world, "Count the whole history").click();
    await page.waitForURL(/\/p\/web-requests\/overview/, { timeout: 120_000 });
    await page.getByRole("img", { name: /all events/ }).waitFor();
    mark("chart");
    await page
      .getByText(/data ends Wed 20 May 2015/)
      .first()
      .waitFor();
  }),

  step("the first finding is on the page and leads to its chart", async (world) => {
    const { page } = world;
    const sentence = page.getByRole("heading", { level: 1 });
    const finding = sentence.getByRole("link").first();
    await finding.waitFor();
    mark("first finding");
    match((await sentence.textContent()) ?? "", /the expected level|dropped to zero/);
    await world.look("overview-of-a-file", EYES);
    const name = (await finding.textContent()) ?? "";
    await finding.click();
    await page.waitForURL(/\/monitoring\//);
    if (!/signal|finding/.test(name)) await heading(world, name).waitFor();
    await page.getByRole("img", { name: /buckets/ }).waitFor();
    await page
      .getByText(/data ends Wed 20 May 2015/i)
      .first()
      .waitFor();
  }),

  step("a project of one's own has neither banner nor guide [DM-41]", async (world) => {
    const { page } = world;
    await world.open("/p/web-requests/overview");
    await page.getByRole("img", { name: /all events/ }).waitFor();
    for (const name of ["Demo", "Guide"])
      equal(await page.getByRole("region", { name, exact: true }).count(), 0);
    equal(await page.locator("[data-guide-ring]").count(), 0);
  }),

  step("a project that was never scanned explains itself [DM-47] [N-66]", async (world) => {
    const { page } = world;
    await world.open("/");
    await button(world, /^New project/).click();
    await page.getByRole("dialog").getByLabel("Name", { exact: true }).fill("Shop");
    await button(world, "Create project").click();
    await heading(world, /Nothing is counted yet, as in every new project/).waitFor();
    await heading(world, "Get started").waitFor();
    await world.look("overview-new");
    equal(await page.locator("main canvas, main [role=img]").count(), 0);
    for (const [path, title] of [
      ["events", "There is no event yet"],
      ["anomalies", "Nothing has been counted yet"],
      ["coverage", "There is no active event yet"],
    ] as const) {
      await world.open(`/p/shop/${path}`);
      await page.getByText(title, { exact: true }).waitFor();
      equal(await page.locator("main canvas").count(), 0);
    }
  }),

  step("a warehouse is connected, and its first scan is one click away", async (world) => {
    const { page } = world;
    const [stored] = await api(world, "/data-sources");
    await world.open("/add-data");
    await button(world, "Connect a warehouse").click();
    const dialog = page.getByRole("dialog", { name: "Connect a data source" });
    await dialog.getByText("Files (DuckDB)").click();
    await dialog.getByLabel("Name", { exact: true }).fill("Folder");
    await dialog.getByLabel("File or folder").fill(stored.database_name);
    await dialog.getByRole("button", { name: "Connect", exact: true }).click();
    await page.waitForURL(/\/data-sources$/);
    const mine = page.getByRole("row", { name: /Folder/ });
    await mine.getByText(/Answered/).waitFor();
    await world.look("sources-connected");
    await mine.getByRole("button", { name: "New scan" }).click();
    await page.getByRole("menuitem", { name: "In Shop" }).click();
    await page.waitForURL(/\/p\/shop\/scans\/new\?source=/);
    match((await page.getByLabel("Data source", { exact: true }).textContent()) ?? "", /Folder/);
    await world.open("/data-sources");
    await mine.getByRole("button", { name: "New scan" }).click();
    await page.getByRole("menuitem", { name: "In a new project" }).click();
    await page.getByRole("dialog").getByLabel("Name", { exact: true }).fill("Folder");
    await button(world, "Create project").click();
    await page.waitForURL(/\/p\/folder\/scans\/new\?source=/);
    match((await page.getByLabel("Data source", { exact: true }).textContent()) ?? "", /Folder/);
  }),

  step("a date is read again as decided, and the old answer is grey meanwhile", async (world) => {
    const { page } = world;
    await world.open("/add-data");
    await page.getByLabel("File to read").setInputFiles(WORLD.file);
    await page.getByText(/This file would/).waitFor();
    await choose(world, "Count every", "1 day");
    await page.getByText("You chose it.").waitFor();
    await page.getByText("The form has changed since").waitFor({ state: "hidden" });
    await page.reload();
    await page.getByText("You chose it.").waitFor();
    await button(world, "Back to the guesses").click();
    await page.getByText("You chose it.").waitFor({ state: "hidden" });
  }),

  step("what cannot be read is refused in a sentence, and nothing of it stays", async (world) => {
    const { page } = world;
    await world.open("/add-data");
    world.expect(/422/);
    await page.getByLabel("File to read").setInputFiles({
      name: "archive.zip",
      mimeType: "application/zip",
      buffer: Buffer.from("PK\u0003\u0004 and so on, far from a table", "latin1"),
    });
    await page
      .getByRole("alert")
      .getByText(/archive\.zip/)
      .waitFor();
    await world.look("file-refused");
    await button(world, "Choose another file").click();
    await button(world, "Choose a file").waitFor();
    equal((await api(world, "/files")).total, 2);
    world.expectNothingMore();
  }),
];
