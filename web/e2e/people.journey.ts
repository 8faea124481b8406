import { equal, match } from "node:assert/strict";
import { button, choose, heading, more, PASSWORD, signIn } from "./acting.ts";
import { step, type World } from "./browser.ts";

const ADA = "ada@example.com";
const NEW = "another-horse-7-battery";
let invitation = "";
let reset = "";

const shownLink = async ({ page }: World, path: string) =>
  (await page.locator("code").filter({ hasText: path }).textContent()) ?? "";

export const steps = [
  step("an owner invites a person, and the link is shown once [AC-21]", async (world) => {
    const { page } = world;
    world.expect(/401.*\/auth\/me/);
    await world.open("/sign-in");
    await signIn(world);
    await page.waitForURL(/overview/);
    world.expectNothingMore();
    await world.open("/settings/workspace");
    await button(world, "Invite").click();
    await page.getByRole("dialog").getByLabel("Email").fill(ADA);
    await world.look("invite-dialog");
    await page.getByRole("dialog").getByRole("button", { name: "Invite" }).click();
    invitation = await shownLink(world, "/invitation#");
    match(invitation, /^http:\/\/127\.0\.0\.1:\d+\/invitation#\S{20,}$/);
    await world.look("workspace-people");
    await button(world, "I have copied it").click();
    await page.reload();
    await page.getByText(ADA).waitFor();
    equal(await page.locator("code").count(), 0);
  }),

  step("a role in a project opens it whatever the default says [CO-29]", async (world) => {
    const { page } = world;
    await page.getByRole("radio", { name: /^Nothing/ }).click();
    await page.getByText("The default access is saved").first().waitFor();
    await world.open("/p/shop/settings");
    await button(world, "Add member").click();
    await choose(world, "Person", "Max Member");
    await world.look("member-dialog");
    await page.getByRole("dialog").getByRole("button", { name: "Add member" }).click();
    await button(world, "Viewer, role of Max Member").click();
    await page.getByRole("menuitem", { name: "Editor" }).click();
    await button(world, "Editor, role of Max Member").waitFor();
    await world.look("project-members");
  }),

  step("an owner hands over a link for a new password [AC-19]", async (world) => {
    await world.open("/settings/workspace");
    await more(world, "Max Member", "Link for a new password");
    reset = await shownLink(world, "/reset-password#");
    await world.look("password-link");
  }),

  step("the invited person makes an account and sees what they may [AC-20]", async (world) => {
    const { page, context } = world;
    await context.clearCookies();
    await page.goto(invitation);
    await heading(world, "Join Default").waitFor();
    await world.look("invitation");
    await page.getByLabel("Name").fill("Ada");
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await button(world, "Create the account and join").click();
    await page.waitForURL((url) => url.pathname === "/");
    await world.settled();
    equal(await page.getByText("Shop").count(), 0);
  }),

  step("a used invitation says that it does not work [AC-21]", async (world) => {
    const { page, context } = world;
    world.expect(/400.*\/auth\/invitations\//);
    world.expect(/console: .*400/);
    await context.clearCookies();
    await page.goto("about:blank");
    await page.goto(invitation);
    await heading(world, "This invitation does not work").waitFor();
    await world.look("invitation-dead");
    world.expectNothingMore();
  }),

  step("the link makes a new password, and the old one is none [AC-18]", async (world) => {
    const { page } = world;
    await page.goto(reset);
    await page.getByLabel("New password").fill(NEW);
    await world.look("reset-password");
    await button(world, "Change the password").click();
    await heading(world, "The password is changed").waitFor();
    await page.getByRole("link", { name: /Sign in/ }).click();
    await page.getByLabel("Email").fill("max@example.com");
    await page.getByLabel("Password", { exact: true }).fill(NEW);
    await button(world, "Sign in").click();
    await page.waitForURL(/\/p\/shop\/overview/);
  }),

  step("one's own account: password, sessions, data [AC-15]", async (world) => {
    const { page } = world;
    await world.open("/settings/profile");
    await page.getByText("This browser", { exact: true }).waitFor();
    await world.look("profile-security");
    const download = page.waitForEvent("download");
    await button(world, "Download a copy").click();
    equal((await download).suggestedFilename(), "tripl-account.json");
    await button(world, "Delete the account").click();
    await world.look("delete-account");
    await page.getByRole("dialog").getByLabel("Your password").fill(NEW);
    await page.getByRole("dialog").getByRole("button", { name: "Delete the account" }).click();
    world.expect(/401.*\/auth\/me/);
    await page.waitForURL(/sign-in/);
    await world.settled();
    await page.getByRole("link", { name: "Forgot the password?" }).click();
    await page.getByText(/This server sends no mail/).waitFor();
    await world.look("forgot-password");
  }),

  step(
    "two organizations: short addresses find theirs, nothing comes along [AX-1]",
    async (world) => {
      const { page, context } = world;
      await context.clearCookies();
      await world.open("/sign-in");
      await signIn(world);
      await page.waitForURL(/overview/);
      world.expectNothingMore();
      const make = async (path: string, data: object) =>
        equal((await page.request.post(`${world.base}/api/v1${path}`, { data })).status(), 201);
      await make("/orgs", { slug: "acme", name: "Acme" });
      await make("/orgs/acme/projects", { slug: "shop", name: "Acme's shop" });
      await make("/orgs/acme/projects", { slug: "anvils", name: "Anvils" });
      await page.goto(`${world.base}/settings/workspace?from=mail#people`);
      await page.waitForURL(/\/o\/default\/settings\/workspace\?from=mail#people$/);
      await page.getByText(ADA).waitFor();
      await button(world, "Default, switch organization").click();
      await page.getByRole("menuitem", { name: "Acme" }).click();
      await page.waitForURL(/\/o\/acme\/?$/);
      await page.getByText("Anvils").first().waitFor();
      await page.getByText("Acme's shop").first().waitFor();
      equal(await page.getByText("Shop", { exact: true }).count(), 0);
      await world.look("organization-projects");
      await world.open("/settings/workspace");
      await page.waitForURL(/\/o\/acme\/settings\/workspace$/);
      await page.getByText("owner@example.com").first().waitFor();
      equal(await page.getByText(ADA).count(), 0);
      world.expect(/404.*\/orgs\/default\/projects\/anvils/);
      world.expect(/console: .*404/);
      await page.goto(`${world.base}/p/anvils/overview`);
      await page.waitForURL(/\/o\/acme\/p\/anvils\/overview$/);
      await world.settled();
      await page.goto(`${world.base}/p/shop/settings`);
      await page.waitForURL(/\/o\/acme\/p\/shop\/settings$/);
      equal(await page.getByLabel("Name", { exact: true }).first().inputValue(), "Acme's shop");
      await world.open("/o/default/p/shop/settings");
      equal(await page.getByLabel("Name", { exact: true }).first().inputValue(), "Shop");
    },
  ),

  step(
    "an organization that is not one's own shows nothing but one's own [AX-1]",
    async (world) => {
      const { page } = world;
      world.expect(/404.*\/orgs\/nowhere\/auth\/me/);
      await page.goto(`${world.base}/o/nowhere/p/shop/overview`);
      await page.getByText("There is no organization “nowhere” for you").waitFor();
      await world.look("organization-unknown");
      await page.getByRole("link", { name: "Acme" }).click();
      await page.waitForURL(/\/o\/acme\/?$/);
      await page.getByText("Anvils").first().waitFor();
      world.expectNothingMore();
    },
  ),
];
