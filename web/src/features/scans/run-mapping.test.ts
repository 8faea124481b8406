import { describe, expect, it } from "vitest";
import type { ScanJobOut } from "@/api/generated/types.gen";
import { runView } from "./run-mapping";

const job = (status: ScanJobOut["status"], summary: Record<string, unknown>): ScanJobOut => ({
  id: "1",
  scan_config_id: "2",
  status,
  started_at: "2026-11-23T10:00:00Z",
  completed_at: null,
  result_summary: summary,
  error_message: null,
  created_at: "2026-11-23T10:00:00Z",
  updated_at: "2026-11-23T10:00:00Z",
});
const states = (view: ReturnType<typeof runView>) => view.steps.map((step) => step.state);

describe("a run on its page", () => {
  it("shows how many chunks are counted while it counts", () => {
    const view = runView(
      job("running", { phase: "count", chunks_total: 48, chunks_completed: 12 }),
    );
    expect(view.progress).toEqual({ done: 12, total: 48, unit: "chunks" });
    expect(states(view)).toEqual(["done", "done", "running", "waiting", "waiting"]);
  });

  it("ends in the sentences of its report [S-79]", () => {
    const sentences = ["Read 10 rows.", "Added 2 events."];
    const view = runView(job("completed", { phase: "done", sentences }));
    expect(view.sentence).toBe("Read 10 rows. Added 2 events.");
    expect(states(view)).toEqual(Array(5).fill("done"));
  });

  it("names the step that failed and keeps what came before", () => {
    const view = runView(job("failed", { phase: "score" }));
    expect(view.sentence).toContain("Score");
    expect(states(view)).toEqual(["done", "done", "done", "failed", "skipped"]);
  });

  it("skips what a run without a schedule never does", () => {
    const view = runView(job("completed", { mode: "catalog", phase: "done" }));
    expect(states(view)).toEqual(["done", "done", "skipped", "skipped", "skipped"]);
  });
});
