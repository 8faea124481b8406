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
