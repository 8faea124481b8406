import { deepEqual, ok } from "node:assert/strict";
import type { Locator } from "playwright-core";
import { EYES, type Eye, VISITOR, World } from "./browser.ts";
import { Gate } from "./gate.ts";
import type { Places } from "./states-crowd.ts";
import type { View } from "./states-views.ts";

/** Tabs that walk side by side, so that one draws while another waits. */
const LANES = 3;
/** Tabs side by side take longer than one alone. */
const PATIENCE_MS = 60_000;
const SKELETON_MS = 200;
/** Longer than the client waits before it asks once more. */
const ASKS_AGAIN_MS = 2500;
/** More of a list than this is not drawn at once. */
const DRAWN = 300;
const ZERO = /(^|\s)0%?$/;

export type Lane = { world: World; gate: Gate };

/** Every view in a tab of some lane; what was wrong in any of them is told together. */
export async function walk(
  world: World,
  views: View[],
  visit: (lane: Lane, view: View, turn: number) => Promise<void>,
): Promise<void> {
  const browser = world.context.browser();
  const state = await world.context.storageState();
  const wrong: string[] = [];
  const left = views.entries();
  const lane = async () => {
    const context = await browser?.newContext({ ...VISITOR, storageState: state });
    if (!context) throw new Error("the browser is gone");
    for (const [turn, view] of left) {
      const own = { world: new World(context, await context.newPage()), gate: new Gate() };
      own.world.page.setDefaultTimeout(PATIENCE_MS);
      await own.gate.stand(own.world.page);
      const said: string[] = await visit(own, view, turn).then(
        () => [],
        (error) => [error instanceof Error ? error.message : String(error)],
      );
      said.push(...own.world.takeComplaints());
      if (said.length > 0) wrong.push(`${view.name}: ${said.join("\n  ")}`);
      await own.world.page.close();
    }
    await context.close();
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  if (wrong.length > 0) throw new Error(wrong.join("\n"));
}

export function address(view: View, places: Places): string {
  if (view.path.includes("$scope")) {
    const ref =
      { event: places.event, event_type: places.kind }[view.search ?? ""] ?? places.counted;
    return view.path.replace("$slug", places.slug).replace("$scope/$ref", `${view.search}/${ref}`);
  }
  const path = view.path.includes("$job") ? view.path.replace("$scan", "$counted") : view.path;
  const filled = path.replace(/\$(\w+)/g, (_, part: keyof Places) => places[part]);
  return filled + (view.search ?? "");
}

/** Sizes and themes in turn: the neighbours of a page share its parts. */
export const one = (turn: number): Eye => EYES[turn % EYES.length] as Eye;

const main = ({ page }: World) => page.getByRole("main");
const skeletons = ({ page }: World) => page.locator('main [aria-label="Loading"]');

/** A page, its sentence, and how it looks. */
export async function shows(
  { world }: Lane,
  view: View,
  where: string,
  says: RegExp,
  picture: string,
  eyes: readonly Eye[],
): Promise<void> {
  await world.open(where);
  await main(world).getByText(says).first().waitFor();
  await world.look(`states-${picture}-${view.name}`, eyes);
}

/** Nothing at first, then a skeleton, never a number that is not known yet. */
export async function waits(lane: Lane, view: View, where: string, turn: number): Promise<void> {
  const { world, gate } = lane;
  const { page } = world;
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 60_000);
  gate.hold();
  await page.goto(world.base + where);
  const waiting = skeletons(world).first();
  await waiting.waitFor({ state: "attached" });
  ok(!(await waiting.isVisible()), "a skeleton before 200 ms");
  await page.clock.runFor(SKELETON_MS + 50);
  await waiting.waitFor();
  deepEqual(await main(world).getByText(ZERO).allTextContents(), [], "a zero that nobody counted");
  await page.clock.resume();
  await world.look(`states-loading-${view.name}`, [one(turn + 2)], false);
}

/** A lost connection and then a 500 are said with a way out, and the way out leads to the page. */
export async function fails(lane: Lane, view: View, says: RegExp, turn: number): Promise<void> {
  const { world, gate } = lane;
  world.expect(/.*/);
  await gate.cut();
  await untilSaid(lane, /did not reach the server/);
  await gate.fail();
  await untilSaid(lane, /The server failed while answering/);
  await world.look(`states-error-${view.name}`, [one(turn + 1)], false);
  await gate.open();
  await recovers(world, says);
  world.takeComplaints();
  world.expectNothingMore();
}

/** Retry leads to the page; one answer may bring the next part of it, which has a Retry of its own. */
async function recovers(world: World, says: RegExp): Promise<void> {
  const wanted = main(world).getByText(says).first();
  const alerts = main(world).getByRole("alert");
  const until = Date.now() + PATIENCE_MS;
  while (!(await wanted.isVisible()) || (await alerts.count()) > 0) {
    if (Date.now() > until) throw new Error(`the page does not come back to ${says}`);
    const given = retries(world).first();
    if (await given.isVisible()) await given.click({ timeout: 1000 }).catch(() => undefined);
    await world.page.waitForTimeout(60);
  }
}

/** The client asks again by itself before a page says that it cannot be had; its pauses are skipped. */
async function untilSaid({ world, gate }: Lane, words: RegExp): Promise<void> {
  const alert = main(world).getByRole("alert").filter({ hasText: words }).first();
  const until = Date.now() + PATIENCE_MS;
  while (!(await alert.isVisible())) {
    if (Date.now() > until) throw new Error(`the page does not say ${words}`);
    // A page that has given up does not know that something changed: a person asks again.
    const given = retries(world).first();
    if (await given.isVisible()) await given.click({ timeout: 1000 }).catch(() => undefined);
    await world.page.waitForTimeout(60);
    // Skipped while an answer is on its way, the time would be taken for a silent server's.
    if (gate.idle) await world.page.clock.fastForward(ASKS_AGAIN_MS);
    await world.page.waitForTimeout(60);
  }
}

const retries = (world: World) => main(world).getByRole("button", { name: "Retry", exact: true });

/** A long list draws what is seen, reaches its end, and answers a search. */
export async function isLong({ world }: Lane, view: View): Promise<void> {
  const { page } = world;
  const { list, search, more } = view.full;
  if (!list) return;
  const found = main(world).getByLabel(list.label, { exact: true }).first();
  const told = await rowCount(found);
  ok(told >= list.least, `${told} rows in ${list.label}`);
  await reachesItsEnd(world, found);
  if (more) {
    await main(world).getByRole("button", { name: more }).click();
    await found.and(page.locator(`[aria-rowcount]:not([aria-rowcount="${told + 1}"])`)).waitFor();
    await reachesItsEnd(world, found);
  }
  if (!search) return;
  await page.evaluate(() => window.scrollTo(0, 0));
  await main(world).getByLabel(search.label).fill(search.text);
  await main(world).getByText(search.finds).first().waitFor();
}

/** Rows of a table that draws only some of them, or items of a list. */
async function rowCount(list: Locator): Promise<number> {
  const told = await list.getAttribute("aria-rowcount");
  return told === null ? list.locator("li").count() : Number(told) - 1;
}

async function reachesItsEnd({ page }: World, list: Locator): Promise<void> {
  const drawn = list.locator("tbody tr, li");
  ok((await drawn.count()) < DRAWN, `${await drawn.count()} rows drawn at once`);
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  const rows = list.locator("tr[aria-rowindex]");
  if ((await rows.count()) > 0)
    await list.locator(`tr[aria-rowindex="${(await rowCount(list)) + 1}"]`).waitFor();
  ok((await drawn.count()) < DRAWN, `${await drawn.count()} rows drawn at the end`);
}
