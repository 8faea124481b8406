import type { World } from "./browser.ts";

/** The owner of every instance, and the password of everyone. */
export const EMAIL = "owner@example.com";
export const PASSWORD = "correct-horse-9-battery";

export const heading = ({ page }: World, name: string | RegExp) =>
  page.getByRole("heading", { name });
export const button = ({ page }: World, name: string | RegExp) =>
  page.getByRole("button", { name });

/** What the API says to the signed-in person. */
export const api = async ({ page, base }: World, path: string) =>
  (await page.request.get(`${base}/api/v1${path}`)).json();

export async function signIn({ page }: World, email = EMAIL): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Comes to a fresh instance, which asks for its first account. */
export async function arrive(world: World): Promise<void> {
  world.expect(/401.*\/auth\/me/);
  await world.open("/");
  await heading(world, "Create the owner account").waitFor();
}

export async function signUp({ page }: World): Promise<void> {
  await page.getByLabel("Name", { exact: true }).fill("Olive Owner");
  await page.getByLabel("Email").fill(EMAIL);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.keyboard.press("Enter");
}

export async function becomeOwner(world: World): Promise<void> {
  await arrive(world);
  await signUp(world);
}

/** Opens a select and takes the option. */
export async function choose({ page }: World, label: string, option: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).click();
  await page.getByRole("option", { name: option }).click();
}

/** Takes an entry of the menu behind "More for …". */
export async function more({ page }: World, name: string, entry: string): Promise<void> {
  await page.getByRole("button", { name: `More for ${name}` }).click();
  await page.getByRole("menuitem", { name: entry }).click();
}

/** Waits for the run on the page to end, and says how its sentence reads. */
export async function runEnds({ page }: World): Promise<string> {
  await page.getByRole("button", { name: "Run again" }).waitFor({ timeout: 120_000 });
  return (await page.getByRole("heading", { level: 1 }).textContent()) ?? "";
}

/** The strip of the demo's guide, and the ring around the control it means. */
export const guide = ({ page }: World) => page.getByRole("region", { name: "Guide", exact: true });
export const ring = ({ page }: World) => page.locator("[data-guide-ring]");

/** What the guide says now, and the word at its ring. */
export async function guided(world: World, said: RegExp, label?: string): Promise<void> {
  await guide(world).getByText(said).waitFor({ timeout: 60_000 });
  if (label) await ring(world).getByText(label).waitFor();
}
