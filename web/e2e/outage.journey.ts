import { equal, match, ok } from "node:assert/strict";
import { api, button, heading, signIn } from "./acting.ts";
import { step, type World } from "./browser.ts";
import { Wire } from "./wire.ts";

const NOT_THERE =
  /NoAnswerError|ERR_(CONNECTION|EMPTY_RESPONSE|SOCKET|INCOMPLETE_CHUNKED|NETWORK|TIMED_OUT)/;
const BLIP_MS = 3000;
let wire: Wire;

const banner = ({ page }: World) => page.getByRole("status").filter({ hasText: "Retry now" });
const rows = ({ page }: World) => page.getByRole("main").getByRole("row");

export const steps = [
  step("a blip is not worth a word", async (world) => {
    wire = new Wire(world.base);
    await wire.mend();
    world.base = wire.address;
    world.expect(/401.*\/auth\/me/);
    await world.open("/sign-in");
    await signIn(world);
    await world.page.waitForURL(/overview/);
    await world.settled();
    world.expectNothingMore();
    world.expect(NOT_THERE);
    const stream = world.page.waitForResponse(/events\/stream/);
    await wire.cut();
    await wire.mend();
    await stream;
    // As long as a word would have taken to appear.
    await world.page.waitForTimeout(BLIP_MS + 500);
    equal(await banner(world).count(), 0);
  }),

  step("an outage is said with its beginning, and the page keeps what it has", async (world) => {
    await world.open("/p/website/events");
    const before = await rows(world).count();
    await wire.cut();
    await banner(world).waitFor();
    const said = (await banner(world).textContent()) ?? "";
    match(said, /has not answered since \d\d:\d\d/);
    match((await banner(world).locator("time").getAttribute("title")) ?? "", /UTC$/);
    equal(await rows(world).count(), before);
    await world.look("outage");
    await button(world, "Retry now").click();
    await banner(world).waitFor();
  }),

  step("a page that cannot be had says so inside the frame", async (world) => {
    const { page } = world;
    for (const name of ["Alerting", "Coverage"]) {
      await page.getByRole("link", { name: new RegExp(`^${name}`) }).click();
      const alert = page.getByRole("main").getByRole("alert").first();
      await alert.waitFor();
      match((await alert.textContent()) ?? "", /The server does not answer.*Retry/);
    }
    await world.look("outage-page");
  }),

  step("what changed meanwhile is there when the server is back, by itself", async (world) => {
    const { page } = world;
    await wire.mend();
    await banner(world).waitFor({ state: "detached" });
    await heading(world, "Coverage").waitFor();
    await world.open("/p/website/scans");
    await page.getByText("Web requests").first().waitFor();
    const [scan] = await api(world, "/projects/website/scans");
    await wire.cut();
    await banner(world).waitFor();
    // Through the other door, since this one is closed.
    const direct = process.env.TRIPL_URL ?? "";
    const renamed = await page.request.patch(`${direct}/api/v1/projects/website/scans/${scan.id}`, {
      data: { name: "Renamed meanwhile" },
      headers: { origin: direct },
    });
    ok(renamed.ok(), await renamed.text());
    await wire.mend();
    await page.getByText("Renamed meanwhile").first().waitFor({ timeout: 20_000 });
    await banner(world).waitFor({ state: "detached" });
  }),

  step("the stream alone may stop: the page says so and asks instead", async (world) => {
    const { page } = world;
    await page.route(/events\/stream/, (route) => route.abort("connectionreset"));
    await page.reload();
    await banner(world).waitFor({ timeout: 30_000 });
    match(
      (await banner(world).textContent()) ?? "",
      /Live updates stopped at \d\d:\d\d.*every 20 s instead/,
    );
    await page.waitForResponse(/projects\/website\/scans/, { timeout: 25_000 });
    await page.unroute(/events\/stream/);
    await button(world, "Retry now").click();
    await banner(world).waitFor({ state: "detached" });
  }),

  step("a server that takes requests and keeps silent is no endless wait", async (world) => {
    const { page } = world;
    await world.open("/p/website/events");
    await page.getByRole("link", { name: /^Overview/ }).hover();
    await world.settled();
    wire.clog();
    await page.getByRole("link", { name: /^Overview/ }).click();
    await banner(world).waitFor({ timeout: 30_000 });
    await page.getByRole("main").getByRole("alert").first().waitFor({ timeout: 30_000 });
    equal(await page.getByRole("main").getByLabel("Loading").count(), 0);
    await wire.mend();
    await banner(world).waitFor({ state: "detached", timeout: 30_000 });
    await page.getByRole("main").getByRole("alert").first().waitFor({ state: "detached" });
  }),
];
