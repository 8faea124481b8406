import { mkdirSync } from "node:fs";
import { join } from "node:path";
import axe from "axe-core";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

/** Where the stack, the receiver and the pictures are; set by whoever starts a journey. */
const BASE = process.env.TRIPL_URL ?? "http://127.0.0.1:8000";
const RECEIVER = process.env.RECEIVER_URL ?? "";
const SHOTS = process.env.SCREENSHOTS ?? "../build/screenshots";
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--force-color-profile=srgb",
];
const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
/** A longer page goes on as it began. */
const TALLEST = 2600;
/** Who looks: a theme, a size, and what it adds to the name of a picture. */
export type Eye = readonly ["light" | "dark", { width: number; height: number }, string];
const DESK_LIGHT: Eye = ["light", DESK, ""];
const DESK_DARK: Eye = ["dark", DESK, "-dark"];
const PHONE_DARK: Eye = ["dark", PHONE, "-390-dark"];
const PHONE_LIGHT: Eye = ["light", PHONE, "-390"];
export const EYES = [DESK_LIGHT, DESK_DARK, PHONE_DARK, PHONE_LIGHT];
/** Each size and each theme once, in turn: what a size breaks and what a theme breaks do not depend on each other. */
const PAIRS = [
  [DESK_LIGHT, PHONE_DARK],
  [DESK_DARK, PHONE_LIGHT],
] as const;
/** For a person who goes through the pictures: EVERY_EYE=1. */
const EVERY_EYE = process.env.EVERY_EYE === "1";
let looks = 0;

/** Half of the eyes, the other half for the next page. */
export function inTurn(turn = looks++): readonly Eye[] {
  return EVERY_EYE ? EYES : (PAIRS[turn % PAIRS.length] ?? EYES);
}
/** As every visitor of a journey has it. */
export const VISITOR = {
  viewport: DESK,
  locale: "en-GB",
  timezoneId: "UTC",
  reducedMotion: "reduce",
} as const;

export type Step = { title: string; run: (world: World) => Promise<void> };

export function step(title: string, run: Step["run"]): Step {
  return { title, run };
}

/** A browser on the running product that notices whatever a person would complain about. */
export class World {
  /** A journey may put something between itself and the server. */
  base = BASE;
  readonly receiver = RECEIVER;
  readonly page: Page;
  readonly context: BrowserContext;
  private readonly complaints: string[] = [];
  private expected: RegExp[] = [];

  constructor(context: BrowserContext, page: Page) {
    this.context = context;
    this.page = page;
    page.setDefaultTimeout(30_000);
    page.on("console", (message) => {
      if (message.type() !== "error") return;
      this.complain(`console: ${message.text()} (${message.location().url})`);
    });
    page.on("pageerror", (error) => this.complain(`page error: ${error.message}`));
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (/^https?:$/.test(url.protocol) && url.hostname !== "127.0.0.1")
        this.complain(`left the machine: ${request.url()}`);
    });
    page.on("requestfailed", (request) => {
      // Leaving a page ends what it was still asking for; that is no failure.
      const text = request.failure()?.errorText ?? "";
      if (!/ERR_ABORTED/.test(text)) this.complain(`failed: ${request.url()} ${text}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 400) this.complain(`${response.status()}: ${response.url()}`);
    });
  }

  private complain(text: string): void {
    if (!this.expected.some((pattern) => pattern.test(text))) this.complaints.push(text);
  }

  /** A refusal that belongs to the story. */
  expect(pattern: RegExp): void {
    this.expected.push(pattern);
  }

  expectNothingMore(): void {
    this.expected = [];
  }

  takeComplaints(): string[] {
    return this.complaints.splice(0);
  }

  async open(path: string): Promise<void> {
    await this.page.goto(this.base + path);
    await this.settled();
  }

  /** Nothing is loading and every chart is drawn. */
  async settled(): Promise<void> {
    await this.page.waitForLoadState("load");
    await this.quiet();
    await this.page.waitForTimeout(350);
    // An answer may have brought a chart whose code comes only now.
    await this.quiet();
  }

  private async quiet(): Promise<void> {
    const open =
      '[aria-label="Loading"], [aria-busy="true"]:not(button), [data-plot]:not(:has(canvas))';
    await this.page.waitForFunction(
      (selector) => !document.querySelector("main")?.querySelector(selector),
      open,
    );
  }

  async theme(choice: "light" | "dark"): Promise<void> {
    await this.page.evaluate((wanted) => {
      localStorage.setItem("tripl.theme", wanted);
      // As if chosen in another tab: charts on canvas have to follow too.
      window.dispatchEvent(new StorageEvent("storage", { key: "tripl.theme" }));
    }, choice);
  }

  /** Desk and phone, light and dark, each checked and kept as a picture. A page that waits does not settle. */
  async look(name: string, eyes: readonly Eye[] = inTurn(), settles = true): Promise<void> {
    const found: string[] = [];
    for (const [theme, size, suffix] of eyes) {
      await this.page.setViewportSize(size);
      await this.theme(theme);
      if (settles) await this.settled();
      await this.picture(join(SHOTS, `${name}${suffix}.png`), size);
      const said = [...(await this.sidewaysScroll()), ...(await this.axeFindings())];
      found.push(...said.map((each) => `${theme} ${size.width}: ${each}`));
    }
    await this.page.setViewportSize(DESK);
    if (settles) await this.settled();
    if (found.length > 0) throw new Error(`${name}: ${found.join("; ")}`);
  }

  /** The whole page in one window, so that what sticks to an edge is where it belongs. */
  private async picture(path: string, size: { width: number; height: number }): Promise<void> {
    const whole = await this.page.evaluate(() => document.documentElement.scrollHeight);
    const height = Math.min(whole, TALLEST);
    if (height > size.height) {
      await this.page.setViewportSize({ width: size.width, height });
      await this.page.waitForTimeout(150);
    }
    await this.page.screenshot({ path });
    await this.page.setViewportSize(size);
  }

  private async sidewaysScroll(): Promise<string[]> {
    const { inner, outer } = await this.page.evaluate(() => ({
      inner: document.documentElement.scrollWidth,
      outer: document.documentElement.clientWidth,
    }));
    return inner > outer ? [`${inner} px of content in ${outer} px`] : [];
  }

  private async axeFindings(): Promise<string[]> {
    // The policy allows no inline script: the checker is handed to the page by the debugger instead.
    if (!(await this.page.evaluate(() => "axe" in globalThis)))
      await this.page.evaluate(axe.source);
    const violations = await this.page.evaluate(async () => {
      const checker = (globalThis as unknown as { axe: typeof axe }).axe;
      const { violations: all } = await checker.run(document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
      });
      return all.map(({ id, impact, nodes }) => ({
        id,
        impact,
        where: nodes.map((node) => `${node.target.join(" ")} ${node.failureSummary ?? ""}`),
      }));
    });
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, where }) => `axe ${id}: ${where.slice(0, 3).join(" | ")}`);
  }
}

/** Runs the steps in turn; what follows a failed one is not reached. True when all passed. */
export async function drive(journey: string, steps: Step[]): Promise<boolean> {
  mkdirSync(SHOTS, { recursive: true });
  const browser: Browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  const context = await browser.newContext(VISITOR);
  const world = new World(context, await context.newPage());
  let passed = true;
  for (const { title, run } of steps) {
    const began = Date.now();
    const error = await attempt(world, run);
    if (error)
      await world.page.screenshot({ path: join(SHOTS, `${journey}-failed.png`), fullPage: true });
    report({ step: title, ok: error === null, error, ms: Date.now() - began });
    if (error) {
      passed = false;
      break;
    }
  }
  await browser.close();
  return passed;
}

async function attempt(world: World, run: Step["run"]): Promise<string | null> {
  try {
    await run(world);
    const complaints = world.takeComplaints();
    return complaints.length > 0 ? complaints.join("\n") : null;
  } catch (error) {
    const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return [said, ...world.takeComplaints()].join("\n");
  }
}

export function report(line: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
