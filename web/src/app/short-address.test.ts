import { HttpResponse, http } from "msw";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lastUsed } from "@/lib/organization";
import { server } from "@/testing/server";
import { fullAddress } from "./short-address";

const MINE = ["default", "acme", "zoo"].map((slug) => ({
  slug,
  name: slug,
  role: "member" as const,
}));

/** Which organizations hold a project called shop. */
const holding = (...organizations: string[]) =>
  server.use(
    http.get("*/api/v1/orgs/:org/projects/shop", ({ params }) =>
      organizations.includes(String(params.org))
        ? HttpResponse.json({ slug: "shop" })
        : HttpResponse.json({ detail: "Project not found" }, { status: 404 }),
    ),
  );

describe("a short address of somebody of several organizations [AX-1] [N-30]", () => {
  beforeEach(() => localStorage.clear());
  afterEach(() => localStorage.clear());

  it("opens a project where it is, with what else the address says", async () => {
    holding("zoo");
    lastUsed.note("acme");
    const address = "/p/shop/events?branch=b1#row-7";
    expect(await fullAddress(address, MINE)).toBe(`/o/zoo${address}`);
  });

  it("prefers the organization used last, then the default one", async () => {
    holding("default", "acme", "zoo");
    expect(await fullAddress("/p/shop", MINE)).toBe("/o/default/p/shop");
    lastUsed.note("zoo");
    expect(await fullAddress("/p/shop", MINE)).toBe("/o/zoo/p/shop");
  });

  it("goes to the organization used last for all else, while one is in it", async () => {
    lastUsed.note("acme");
    expect(await fullAddress("/settings/workspace", MINE)).toBe("/o/acme/settings/workspace");
    lastUsed.note("left-it");
    expect(await fullAddress("/", MINE)).toBe("/o/default/");
    holding();
    expect(await fullAddress("/p/shop", MINE)).toBe("/o/default/p/shop");
  });
});
