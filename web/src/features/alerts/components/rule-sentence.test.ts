import { describe, expect, it } from "vitest";
import { NEW_RULE, type RuleDraft } from "../view-model";
import { ruleText, whyNever } from "./rule-sentence";

const rule: RuleDraft = { ...NEW_RULE, name: "Drops", destinationId: "1" };

describe("the rule that reads itself back", () => {
  it("says scope, direction, size, silence and destination", () => {
    const text = ruleText(
      { ...rule, onSpike: false, projectTotal: false, minExpected: 50 },
      { destination: "#growth", scan: null },
    );
    expect(text).toBe(
      "Tell #growth when an event type or an event of any scan falls below its band by at least 30%, where at least 50 was expected; the same thing again only after 1 d.",
    );
  });

  it.each([
    [{ onSpike: false, onDrop: false }, /direction/],
    [{ projectTotal: false, eventTypes: false, events: false }, /what to watch/],
    [{ onSpike: false, minPercent: 120 }, /never more than 100%/],
    [{}, null],
  ])("says why %o can never fire", (change, reason) => {
    const text = whyNever({ ...rule, ...change });
    if (reason) expect(text).toMatch(reason);
    else expect(text).toBeNull();
  });
});
