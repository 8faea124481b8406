import type { World } from "./browser.ts";

export type Row = { id: string } & Record<string, unknown>;
/** The API with the cookie of whoever is signed in. */
export class Office {
  private readonly base: string;
  private readonly cookie: string;

  private constructor(base: string, cookie: string) {
    this.base = base;
    this.cookie = cookie;
  }

  static async of({ base, context }: World): Promise<Office> {
    const cookies = await context.cookies(base);
    return new Office(base, cookies.map(({ name, value }) => `${name}=${value}`).join("; "));
  }

  post(path: string, body: unknown = null): Promise<Row> {
    return this.send("POST", path, body === null ? null : JSON.stringify(body));
  }

  get(path: string): Promise<Row> {
    return this.send("GET", path, null);
  }

  async send(
    method: string,
    path: string,
    body: string | null,
    type = "application/json",
  ): Promise<Row> {
    const headers = {
      cookie: this.cookie,
      origin: this.base,
      ...(body && { "content-type": type }),
    };
    const answer = await fetch(`${this.base}/api/v1${path}`, { method, body, headers });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Row;
  }
}
