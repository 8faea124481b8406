import { describe, expect, it } from "vitest";
import { railFor } from "./settings-rail";

const labels = (slug: string | null, runs: boolean, query = "") =>
  railFor(slug, runs, query).map(({ label, entries }) => [
    label,
    entries.map((each) => each.label),
  ]);

describe("the rail of the settings", () => {
  it("has every section there is, and none without a page [CF-35] [CF-37]", () => {
    expect(labels("shop", true)).toEqual([
      ["Account", ["Profile", "Security"]],
      ["Workspace", ["Members", "Organization", "Data sources", "API keys"]],
      [
        "Instance",
        ["Runtime", "Email", "Security & access", "Observability", "System", "Audit log"],
      ],
      ["Project", ["General", "Detection"]],
    ]);
    expect(labels(null, false).map(([label]) => label)).toEqual(["Account", "Workspace"]);
  });

  it("finds a section by what it holds [CF-39]", () => {
    expect(labels(null, true, "hsts")).toEqual([["Instance", ["Security & access"]]]);
    expect(labels(null, true, "SMTP relay")).toEqual([["Instance", ["Email"]]]);
    expect(labels(null, true, "heartbeat")).toEqual([["Instance", ["System"]]]);
    expect(labels("shop", true, "sigma")).toEqual([["Project", ["Detection"]]]);
    expect(labels(null, true, "invitation")).toEqual([["Workspace", ["Members"]]]);
    expect(labels(null, false, "groups")).toEqual([["Workspace", ["Organization"]]]);
    expect(labels("shop", true, "quantum")).toEqual([]);
  });
});
