import type { Page, Route } from "playwright-core";

/** Who one is, and the stream of messages: without them there is no page to show a state of. */
const FREE = /\/api\/v1\/(auth\/|.*\/stream\b)/;

/** Stands between the pages of one tab and the API: answers pass, wait, fail or never come. */
export class Gate {
  private way: "open" | "held" | "failing" | "cut" = "open";
  private waiting: Route[] = [];
  private answering = 0;

  async stand(page: Page): Promise<void> {
    await page.route("**/api/v1/**", (route) => this.decide(route));
  }

  hold(): void {
    this.way = "held";
  }

  /** What waits and what is asked from now on gets a 500, as the server words it. */
  async fail(): Promise<void> {
    await this.turn("failing");
  }

  /** The connection drops instead of an answer. */
  async cut(): Promise<void> {
    await this.turn("cut");
  }

  async open(): Promise<void> {
    await this.turn("open");
  }

  /** Nobody waits for an answer that is on its way. */
  get idle(): boolean {
    return this.answering === 0;
  }

  private async turn(way: "open" | "failing" | "cut"): Promise<void> {
    this.way = way;
    await Promise.all(this.waiting.splice(0).map((route) => this.decide(route)));
  }

  private async decide(route: Route): Promise<void> {
    const free = FREE.test(route.request().url());
    if (this.way === "held" && !free) this.waiting.push(route);
    // A page that was left takes its questions along.
    else {
      this.answering += 1;
      await this.answer(route, free).catch(() => undefined);
      this.answering -= 1;
    }
  }

  private async answer(route: Route, free: boolean): Promise<void> {
    if (this.way === "cut") await route.abort("connectionreset");
    else if (this.way === "failing" && !free)
      await route.fulfill({
        status: 500,
        headers: { "x-request-id": "0d4d1f9e3a524b7e" },
        json: { detail: "Internal server error", request_id: "0d4d1f9e3a524b7e" },
      });
    else await route.fallback();
  }
}
