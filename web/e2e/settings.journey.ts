import { equal, ok } from "node:assert/strict";
import { api, becomeOwner, button, choose, heading } from "./acting.ts";
import { step } from "./browser.ts";

const RUNTIME = "/settings/instance/runtime";
const ADDRESS = "https://tripl.example.com";

export const steps = [
  step("an owner changes a setting and sees where it comes from [CF-11, CF-13]", async (world) => {
    const { page } = world;
    await becomeOwner(world);
    await heading(world, "See what your data does").waitFor();
    world.expectNothingMore();
    await world.open("/settings/instance");
    await heading(world, "Runtime").waitFor();
    await page.getByLabel("Public address").fill(`${ADDRESS}/`);
    await world.look("settings-runtime-edited");
    await button(world, "Save settings").click();
    await page.getByText("override", { exact: true }).waitFor();
    equal(await page.getByLabel("Public address").inputValue(), ADDRESS);
    equal((await api(world, "/settings")).runtime.app_base_url, ADDRESS);
  }),

  step("leaving asks while something is not saved, on every way out [CF-38]", async (world) => {
    const { page } = world;
    const rail = page.getByRole("navigation", { name: "Settings" }).first();
    for (const name of ["System", "Runtime"])
      await rail.getByRole("link", { name, exact: true }).click();
    await page.getByLabel("Rows of a scan").fill("77");
    const leave = [
      () => rail.getByRole("link", { name: "Email" }).click(),
      () => page.goBack(),
      async () => {
        await page.keyboard.press("Control+k");
        await page.keyboard.type("Data sources");
        await page
          .getByRole("option", { name: /Data sources/ })
          .first()
          .click();
      },
    ];
    for (const way of leave) {
      await way();
      await button(world, "Stay here").click();
      await page.getByRole("dialog").waitFor({ state: "detached" });
      equal(new URL(page.url()).pathname, RUNTIME);
      equal(await page.getByLabel("Rows of a scan").inputValue(), "77");
    }
    const asked = page.waitForEvent("dialog");
    const reload = page.evaluate(() => location.reload()).catch(() => undefined);
    const question = await asked;
    equal(question.type(), "beforeunload");
    await question.dismiss();
    await reload;
    await button(world, "Discard").click();
    await rail.getByRole("link", { name: "Email" }).click();
    await heading(world, "Email").waitFor();
    equal(await page.getByRole("dialog").count(), 0);
  }),

  step("mail is tested from the page, and the answer stands there [CF-30]", async (world) => {
    const { page } = world;
    ok(await button(world, "Send test email").isDisabled());
    await page.getByLabel("Mail server").fill("127.0.0.1");
    await page.getByLabel("Port").fill("9");
    await page.getByLabel("From address").fill("tripl@example.com");
    await button(world, "Save settings").click();
    await button(world, "Reset section").waitFor();
    await button(world, "Send test email").click();
    await page.getByText(/No connection to 127.0.0.1:9/).waitFor();
    await world.look("settings-email");
    await button(world, "Reset section").click();
    await world.look("settings-reset");
    await page.getByRole("dialog").getByRole("button", { name: "Reset section" }).click();
    await page.getByText(/Nothing of this section is saved here/).waitFor();
  }),

  step("registration closes at once, the rest waits for a start [CF-14]", async (world) => {
    const { page } = world;
    await world.open("/settings/instance/security");
    equal((await api(world, "/auth/status")).registration_enabled, true);
    await choose(world, "Registration", "Closed");
    await page.getByLabel("Sign-ins").fill("9");
    await button(world, "Save settings").click();
    await page.getByText(/not in use before app, worker and beat start again: Sign-ins/).waitFor();
    equal((await api(world, "/auth/status")).registration_enabled, false);
    await world.look("settings-security");
    await world.open("/settings/instance/observability");
    await world.look("settings-observability");
  }),

  step("the system page tells what answers and who works [CF-18, O-31]", async (world) => {
    const { page } = world;
    await world.open("/settings/instance/system");
    await page.getByText("What this version brings").waitFor();
    await page.getByText("Works", { exact: true }).waitFor();
    equal(await page.getByText("Does not answer").count(), 0);
    await world.look("system");
    await world.open("/settings/instance/audit");
    await page
      .getByText(/changed the settings of the instance/)
      .first()
      .waitFor();
    await world.look("settings-audit");
  }),

  step("a section is found by what it holds [CF-39]", async (world) => {
    const { page } = world;
    const rail = page.getByRole("navigation", { name: "Settings" }).first();
    await rail.getByLabel("Search the settings").fill("hsts");
    await rail.getByRole("link", { name: "Security & access" }).click();
    await heading(world, "Security & access").waitFor();
    equal(await rail.getByRole("link").count(), 1);
  }),
];
