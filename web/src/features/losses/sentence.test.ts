import { describe, expect, it } from "vitest";
import { lossSentence } from "./sentence";

describe("What goes with a deletion", () => {
  it("is said with its counts, nothing of what is not lost", () => {
    expect(lossSentence({ scans: 3, rules: 12, points: 4120, events: 0 })).toBe(
      "3 scans, 12 rules and 4,120 stored points go with it.",
    );
    expect(lossSentence({ deliveries: 1 })).toBe("1 delivery goes with it.");
  });

  it("tells what stays but falls silent, and that nothing goes", () => {
    expect(lossSentence({ runs: 2, rules_switched_off: 1 })).toBe(
      "2 runs go with it. 1 rule is switched off.",
    );
    expect(lossSentence({})).toBe("Nothing else goes with it.");
  });
});
