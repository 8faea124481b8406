import { describe, expect, it } from "vitest";
import { CHAPTERS, chapterOf } from "./chapters";
import { type Act, fresh, type Progress, position, reduce, stepAt } from "./engine";

const played = (acts: Act[], from: Progress = fresh("p1")) => acts.reduce(reduce, from);
const visit = (path: string, findings?: string[]): Act => ({ type: "visit", path, findings });
const LIVE: Act = { type: "begin", chapter: "live" };
const OPENED: Act = visit("/p/demo/scans/s1");
const STARTED: Act = { type: "start", scan: "s1", job: "j1" };
const end = (status: "completed" | "failed" | "cancelled", job = "j1", queued = 0): Act => ({
  type: "end",
  job,
  status,
  queued,
});
const at = (progress: Progress) => stepAt(progress)?.key;

describe("a step of the guide [DM-40]", () => {
  it("advances on the act it asks for and on no other", () => {
    const begun = played([LIVE]);
    expect(at(begun)).toBe("open");
    expect(reduce(begun, visit("/p/demo/scans"))).toBe(begun);
    expect(reduce(begun, visit("/p/demo/scans/new"))).toBe(begun);
    expect(reduce(begun, STARTED)).toBe(begun);
    expect(at(reduce(begun, OPENED))).toBe("run");
  });

  it("is never ticked by a run that somebody else began", () => {
    const waiting = played([LIVE, OPENED]);
    expect(reduce(waiting, end("completed", "background"))).toBe(waiting);
    const running = reduce(waiting, STARTED);
    expect(reduce(running, end("completed", "background"))).toBe(running);
    expect(at(reduce(running, end("completed")))).toBe("finding");
  });

  it("follows the newest run of the visitor", () => {
    const again = played([LIVE, OPENED, STARTED, { type: "start", scan: "s1", job: "j2" }]);
    expect(reduce(again, end("completed"))).toBe(again);
    expect(at(reduce(again, end("completed", "j2")))).toBe("finding");
  });

  it.each(["failed", "cancelled"] as const)("sends back to the run when it %s", (status) => {
    const back = played([LIVE, OPENED, STARTED, end(status)]);
    expect(at(back)).toBe("run");
    expect(back.setback).toBe(status);
    expect(back.job).toBeNull();
    const retried = played([{ type: "start", scan: "s1", job: "j2" }], back);
    expect(at(retried)).toBe("land");
    expect(retried.setback).toBeNull();
  });

  it("sends back when the run is not there any more", () => {
    const back = played([LIVE, OPENED, STARTED, { type: "lost", job: "j1" }]);
    expect([at(back), back.setback]).toEqual(["run", "lost"]);
  });

  it("wants an event with a finding while there is one", () => {
    const looking = played([LIVE, OPENED, STARTED, end("completed")]);
    const page = "/p/demo/monitoring/event/e1";
    expect(reduce(looking, visit(page))).toBe(looking);
    expect(reduce(looking, visit(page, ["e2"]))).toBe(looking);
    expect(at(reduce(looking, visit(page, ["e1"])))).toBe("band");
    expect(at(reduce(looking, visit(page, [])))).toBe("band");
  });

  it("is done with a chapter behind its last step, and begins it anew when asked", () => {
    const page = visit("/p/demo/monitoring/event/e1", []);
    const read: Act = { type: "use", control: "chart" };
    const done = played([LIVE, OPENED, STARTED, end("completed"), page, read]);
    expect(stepAt(done)).toBeNull();
    expect(position(done)).toBe(chapterOf("live").steps.length);
    expect(reduce(done, OPENED)).toBe(done);
    expect(position(reduce(done, LIVE))).toBe(0);
  });
});

describe("the place of the visitor [DM-41]", () => {
  it("is kept by closing, and for each chapter apart", () => {
    const closed = played([LIVE, OPENED, { type: "close" }]);
    expect(closed.open).toBe(false);
    const other = played([{ type: "reopen" }, { type: "begin", chapter: "explore" }], closed);
    expect(at(other)).toBe("events");
    expect(at(played([visit("/p/demo/events")], other))).toBe("scans");
    expect(at(played([{ type: "leave" }, LIVE], other))).toBe("run");
  });
});

describe("the tour [DM-38]", () => {
  it("goes on with each page that is opened, in its order", () => {
    const tour = CHAPTERS.find((chapter) => chapter.key === "explore");
    let progress = played([{ type: "begin", chapter: "explore" }]);
    expect(reduce(progress, visit("/p/demo/coverage"))).toBe(progress);
    for (const step of tour?.steps ?? []) {
      expect(at(progress)).toBe(step.key);
      progress = reduce(progress, visit(step.page({ slug: "demo", job: null })));
    }
    expect(stepAt(progress)).toBeNull();
  });
});

describe("the alert that is routed [DM-39]", () => {
  const RULED: Act[] = [
    { type: "begin", chapter: "alert" },
    visit("/p/demo/alerting"),
    { type: "rule", rule: "r1" },
    STARTED,
  ];

  it("needs a message of the visitor's own rule", () => {
    const sent = played([...RULED, end("completed", "j1", 1)]);
    expect(at(sent)).toBe("delivery");
    expect(reduce(sent, { type: "delivery", rules: ["other"] })).toBe(sent);
    expect(stepAt(reduce(sent, { type: "delivery", rules: ["other", "r1"] }))).toBeNull();
  });

  it("says so when the rule matched nothing", () => {
    const silent = played([...RULED, end("completed", "j1", 0)]);
    expect([at(silent), silent.setback]).toEqual(["run", "silent"]);
  });
});

describe("the chapters", () => {
  it("name each step once, and a control for each", () => {
    for (const { steps } of CHAPTERS) {
      expect(new Set(steps.map((step) => step.key)).size).toBe(steps.length);
      for (const step of steps) expect(step.targets.length).toBeGreaterThan(0);
    }
  });
});
