import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { crumbsFor, findEntry, groupsFor, NAVIGATION, pagesFor, pathOf } from "./navigation";

const labels = (path: string, subject?: string) =>
  crumbsFor(path, subject).map((crumb) => crumb.label);

describe("the navigation definition [N-3]", () => {
  it("gives every entry its own address and every jump its own key", () => {
    const entries = NAVIGATION.flatMap((group) => group.entries);
    expect(new Set(entries.map((entry) => entry.to)).size).toBe(entries.length);
    const keys = entries.flatMap((entry) => entry.key ?? []);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("jumps by the keys that the guide to the keyboard lists [N-41]", () => {
    const guide = readFileSync(
      join(import.meta.dirname, "../../../docs/keyboard.md"),
      "utf8",
    ).matchAll(/^\| `g` `(\w)` \| (.+) \|$/gm);
    const told = [...guide].map(([, key, label]) => `${key} ${label}`);
    const known = NAVIGATION.flatMap((group) => group.entries).filter((entry) => entry.key);
    expect(told.sort()).toEqual(known.map(({ key, label }) => `${key} ${label}`).sort());
  });

  it("finds the entry of a page and of the pages below it", () => {
    expect(findEntry("/p/marble/scans/4/jobs/9")?.entry.label).toBe("Scans");
    expect(findEntry("/p/marble/monitoring/event/7")?.entry.label).toBe("Events");
    expect(findEntry("/")?.entry.label).toBe("Projects");
    expect(findEntry("/p/marble/scansion")).toBeNull();
  });

  it("makes breadcrumbs whose group is no link and whose last is the page", () => {
    expect(crumbsFor("/p/marble/scans/new")).toEqual([
      { label: "Govern" },
      { label: "Scans", to: "/p/marble/scans" },
      { label: "New scan" },
    ]);
  });

  it("names the thing a page is about", () => {
    expect(labels("/p/marble/monitoring/event/7", "Trial Started")).toEqual([
      "Plan",
      "Events",
      "Trial Started",
    ]);
    expect(labels("/p/marble/scans/4/jobs/9", "App events")).toEqual([
      "Govern",
      "Scans",
      "App events",
      "Run",
    ]);
  });

  it("feeds the palette all that the sidebar shows, for the same visitor", () => {
    for (const visitor of [
      { slug: "marble", owner: true },
      { slug: "marble", owner: false },
      { slug: null, owner: true },
    ]) {
      const listed = pagesFor(visitor).map(({ entry }) => entry.label);
      const shown = groupsFor(visitor).flatMap((group) => group.entries);
      expect(listed).toEqual(expect.arrayContaining(shown.map((entry) => entry.label)));
      for (const entry of shown)
        expect(crumbsFor(pathOf(entry, visitor.slug)).at(-1)?.label).toBe(entry.label);
    }
  });

  it("fills in the project", () => {
    const events = NAVIGATION[0]?.entries[0];
    expect(events && pathOf(events, "marble")).toBe("/p/marble/events");
  });
});
