import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeRouter } from "./router";

const BRANCH = "0d4d1f9e-3a52-4b7e-9a51-6a1f0e7c2b11";

/** The address that a link on the open page leads to. */
function linkFrom(address: string, to: string, search: Record<string, unknown> = {}): string {
  window.history.replaceState(null, "", address);
  const router = makeRouter(new QueryClient());
  return router.buildLocation({ to, search } as never).href;
}

describe("the plan branch in the address [N-32]", () => {
  beforeEach(() => window.history.replaceState(null, "", "/"));
  afterEach(() => window.history.replaceState(null, "", "/"));

  it("stays on every link inside the project", () => {
    const from = `/p/web/events?branch=${BRANCH}`;
    for (const page of ["event-types", "schema", "event-types/7", "monitoring/event/9", "overview"])
      expect(linkFrom(from, `/p/web/${page}`)).toBe(`/p/web/${page}?branch=${BRANCH}`);
  });

  it("stays beside what else the link says", () => {
    const href = linkFrom(`/p/web/schema?branch=${BRANCH}`, "/p/web/events", { q: "cart" });
    expect(new URLSearchParams(href.split("?")[1]).get("branch")).toBe(BRANCH);
    expect(href).toContain("q=cart");
  });

  it("is left behind by a link that says so, and outside the project", () => {
    const from = `/p/web/events?branch=${BRANCH}`;
    expect(linkFrom(from, "/p/other/overview", { branch: undefined })).toBe("/p/other/overview");
    expect(linkFrom(from, "/")).toBe("/");
    expect(linkFrom(from, "/concepts")).toBe("/concepts");
  });

  it("is not there for main", () => {
    expect(linkFrom("/p/web/events", "/p/web/schema")).toBe("/p/web/schema");
  });
});
