import { beforeEach, describe, expect, it } from "vitest";
import { guides } from "./progress-store";

const KEY = "tripl.demo.guide.demo-1";

describe("the place in the guide, in this browser [DM-40]", () => {
  beforeEach(() => guides.forget("demo-1"));

  it("is kept for each project", () => {
    guides.act("demo-1", "p1", { type: "begin", chapter: "live" });
    expect(guides.read("demo-1", "p1").chapter).toBe("live");
    expect(guides.read("demo-2", "p9").chapter).toBeNull();
    expect(JSON.parse(localStorage.getItem(KEY) ?? "")).toMatchObject({ chapter: "live" });
  });

  it("adds to what another tab has stored", () => {
    guides.act("demo-1", "p1", { type: "begin", chapter: "explore" });
    const theirs = { ...guides.read("demo-1", "p1"), done: { live: 5, explore: 1 } };
    localStorage.setItem(KEY, JSON.stringify(theirs));
    guides.act("demo-1", "p1", { type: "visit", path: "/p/demo-1/scans", findings: undefined });
    expect(guides.read("demo-1", "p1").done).toEqual({ live: 5, explore: 2 });
  });

  it("tells its readers when another tab moves", () => {
    let told = 0;
    const stop = guides.subscribe(() => {
      told += 1;
    });
    window.dispatchEvent(new StorageEvent("storage", { key: KEY }));
    expect(told).toBe(1);
    stop();
    window.dispatchEvent(new StorageEvent("storage", { key: KEY }));
    expect(told).toBe(1);
  });

  it("begins anew after a reset, and says why to who was under way [DM-34]", () => {
    guides.act("demo-1", "p1", { type: "begin", chapter: "live" });
    const anew = guides.read("demo-1", "p2");
    expect(anew).toMatchObject({ project: "p2", chapter: null, done: {}, setback: "reset" });
    guides.act("demo-1", "p2", { type: "begin", chapter: "live" });
    expect(guides.read("demo-1", "p2").setback).toBeNull();
  });

  it("forgets a demo that is gone, and reads nonsense as nothing", () => {
    guides.act("demo-1", "p1", { type: "close" });
    guides.forget("demo-1");
    expect(guides.read("demo-1", "p1").open).toBe(true);
    localStorage.setItem(KEY, "{broken");
    expect(guides.read("demo-1", "p1").chapter).toBeNull();
  });
});
