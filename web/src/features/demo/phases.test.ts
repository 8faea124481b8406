import { describe, expect, it } from "vitest";
import type { ScanJobOut } from "@/api/generated/types.gen";
import { type Problem, ProblemError } from "@/lib/problem";
import { hasEnded, type Making, narration, phasesOf, refusalOf, waitsTooLong } from "./phases";

const job = (status: ScanJobOut["status"], report: Record<string, unknown> = {}) =>
  ({ status, result_summary: report }) as unknown as ScanJobOut;
const making = (part: Partial<Making> = {}): Making => ({
  project: true,
  job: null,
  failed: false,
  ...part,
});
const states = (part: Partial<Making>) => phasesOf(making(part)).map((phase) => phase.state);
const refused = (status: number | null, detail: string) =>
  refusalOf(new ProblemError({ status, detail, title: "No" } as Problem));

describe("the phases of a demo that is being made [DM-1]", () => {
  it("follow the request, then the report of the first run", () => {
    expect(states({ project: false })).toEqual(["running", "waiting", "waiting", "waiting"]);
    expect(states({ job: job("pending") })).toEqual(["done", "running", "waiting", "waiting"]);
    expect(states({ job: job("running", { phase: "match" }) })[1]).toBe("running");
    expect(states({ job: job("running", { phase: "count" }) })[2]).toBe("running");
    expect(states({ job: job("running", { phase: "alert" }) })[3]).toBe("running");
    expect(states({ job: job("completed") })).toEqual(["done", "done", "done", "done"]);
  });

  it("say how far the counting is", () => {
    const report = { phase: "count", chunks_total: 9, chunks_completed: 4 };
    expect(phasesOf(making({ job: job("running", report) }))[2]?.note).toBe("4 of 9 parts");
    expect(phasesOf(making({ job: job("running", { phase: "count" }) }))[2]?.note).toBeUndefined();
  });

  it("end where the run failed or was stopped", () => {
    expect(states({ job: job("failed", { phase: "count" }) })).toEqual([
      "done",
      "done",
      "failed",
      "skipped",
    ]);
    expect(states({ job: job("cancelled", { phase: "count" }) })[2]).toBe("skipped");
    expect(states({ project: false, failed: true })).toEqual([
      "failed",
      "skipped",
      "skipped",
      "skipped",
    ]);
    expect(hasEnded(job("failed"))).toBe(true);
    expect(hasEnded(job("pending"))).toBe(false);
    expect(hasEnded(null)).toBe(false);
  });
});

describe("the words meanwhile [DM-30]", () => {
  it("tell what happens, that it runs long, and in the end where to look", () => {
    const counting = making({ job: job("running", { phase: "count" }) });
    expect(narration(counting, 1000)).toBe("Every hour of nine weeks is counted.");
    expect(narration(counting, 25_000)).toContain("longer than usual");
    expect(waitsTooLong(25_000)).toBe(false);
    expect(narration(counting, 95_000)).toContain("open the demo");
    expect(waitsTooLong(95_000)).toBe(true);
    expect(narration(making({ project: false }), 95_000)).toContain("list of projects");
  });

  it("do not call a waiting run busy", () => {
    expect(narration(making({ job: job("pending") }), 0)).toContain("waits for a worker");
  });

  it("say how it ended", () => {
    expect(narration(making({ job: job("completed") }), 95_000)).toBe("The demo is ready.");
    expect(narration(making({ job: job("failed") }), 0)).toContain("first run failed");
    expect(narration(making({ job: job("cancelled") }), 0)).toContain("was stopped");
    expect(narration(making({ project: false, failed: true }), 0)).toBe("The demo was not made.");
  });
});

describe("a refusal [DM-33]", () => {
  it("names the switch and offers no second press", () => {
    const told = refused(403, "Demo provisioning is disabled");
    expect(told.title).toBe("Demos are switched off here");
    expect(told.detail).toContain("Demo provisioning is disabled. ");
    expect(told.again).toBe(false);
  });

  it("can be repeated where the server failed, not where it decided", () => {
    expect(refused(500, "It broke.").again).toBe(true);
    expect(refused(409, "Someone took the name").again).toBe(true);
    expect(refused(403, "Only members").again).toBe(false);
    expect(refused(422, "No").again).toBe(false);
  });

  it("sends to the list when the answer was lost [DM-30]", () => {
    const told = refusalOf(new TypeError("Failed to fetch"));
    expect(told.again).toBe(false);
    expect(told.detail).toContain("look at the list of projects first");
  });
});
