import { describe, expect, it } from "vitest";
import { crumbsFor, findEntry, NAVIGATION, pathOf } from "./navigation";

const labels = (path: string, subject?: string) =>
  crumbsFor(path, subject).map((crumb) => crumb.label);

describe("the navigation definition [N-3]", () => {
  it("gives every entry its own address and every jump its own key", () => {
    const entries = NAVIGATION.flatMap((group) => group.entries);
    expect(new Set(entries.map((entry) => entry.to)).size).toBe(entries.length);
    const keys = entries.flatMap((entry) => entry.key ?? []);
    expect(new Set(keys).size).toBe(keys.length);
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

  it("fills in the project", () => {
    const events = NAVIGATION[0]?.entries[0];
    expect(events && pathOf(events, "marble")).toBe("/p/marble/events");
  });
});
