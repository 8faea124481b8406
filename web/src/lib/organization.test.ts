import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { currentOrganization, placeOf, qualified } from "./organization";

const at = (path: string) => window.history.replaceState(null, "", path);

describe("the organization of the address [AX-1]", () => {
  beforeEach(() => at("/"));
  afterEach(() => at("/"));

  it("stands below /o, and nowhere else", () => {
    const found = [
      "/o/acme",
      "/o/acme/",
      "/o/acme/p/shop",
      "/p/o/acme",
      "/oh/acme",
      "/o/",
      "/",
    ].map((path) => {
      at(path);
      return currentOrganization();
    });
    expect(found).toEqual(["acme", "acme", "acme", null, null, null, null]);
    at(placeOf("ä b"));
    expect(currentOrganization()).toBe("ä b");
  });

  it("names what is asked for, where that belongs to an organization", () => {
    at("/o/acme/p/shop/events");
    const asked = (path: string) => qualified(`/api/v1/${path}`).replace("/api/v1/", "");
    expect(asked("projects/shop/events?q=projects")).toBe(
      "orgs/acme/projects/shop/events?q=projects",
    );
    for (const path of [
      "projects",
      "users/invitations",
      "audit",
      "me/api-keys",
      "files",
      "auth/me",
    ])
      expect(asked(path)).toBe(`orgs/acme/${path}`);
    for (const path of [
      "auth/status",
      "auth/login",
      "orgs",
      "orgs/other/groups",
      "system",
      "settings",
    ])
      expect(asked(path)).toBe(path);
    expect(qualified("http://localhost:3000/api/v1/data-sources")).toBe(
      "http://localhost:3000/api/v1/orgs/acme/data-sources",
    );
    at("/p/shop");
    expect(asked("projects/shop")).toBe("projects/shop");
  });
});
