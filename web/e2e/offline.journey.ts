import { ok } from "node:assert/strict";
import { api, signIn } from "./acting.ts";
import { step } from "./browser.ts";

const PAGES = ["overview", "events", "anomalies", "alerting", "scans", "scans/new"];

/** Run where there is no network at all: whatever asks for one fails, and the browser notices. */
export const steps = [
  step("every page opens without a network", async (world) => {
    const { page } = world;
    world.expect(/401.*\/auth\/me/);
    await world.open("/sign-in");
    await signIn(world);
    await page.waitForURL(/\/p\/shop\/overview/);
    world.expectNothingMore();
    const { items } = await api(world, "/projects/shop/events");
    for (const path of [...PAGES, "settings/monitoring", `monitoring/event/${items[0].id}`]) {
      await world.open(`/p/shop/${path}`);
      ok(await page.getByRole("heading", { level: 1 }).count(), `${path} has no heading`);
    }
    for (const path of ["/", "/data-sources", "/settings/api-keys"]) await world.open(path);
    const fonts = await page.evaluate(() => {
      const loaded: string[] = [];
      document.fonts.forEach((font) => {
        if (font.status === "loaded") loaded.push(font.family);
      });
      return loaded;
    });
    ok(fonts.length > 0, "no font came");
  }),

  step("so does the reference", async (world) => {
    const { page } = world;
    await page.goto(`${world.base}/docs`);
    await page.getByText("/api/v1/projects").first().waitFor();
  }),
];
