import { describe, expect, it } from "vitest";
import type { AnnotationOut } from "@/api/generated/types.gen";
import { marksAt } from "@/components/charts/series";
import { bodyOf, draftProblems, marksOf, notesOf } from "./mapping";

const HOUR = 3600;
const AT = Date.UTC(2026, 10, 23, 10) / 1000;
const iso = (seconds: number) => new Date(seconds * 1000).toISOString();

const row = (over: Partial<AnnotationOut>): AnnotationOut => ({
  id: "a",
  project_id: "p",
  bucket: iso(AT + 1500),
  expected_until: null,
  label: "Promo",
  description: null,
  color: "#ef4444",
  scope_type: null,
  scope_ref: null,
  source: "manual",
  url: null,
  created_by_user_id: null,
  created_at: iso(AT),
  ...over,
});

describe("Annotations on a chart", () => {
  it("stand on the bucket that they lie in, weeks from Monday [M-110]", () => {
    const notes = notesOf([row({})], "event");
    expect(marksOf(notes, HOUR)[0]?.at).toBe(AT);
    expect(marksOf(notes, 24 * HOUR)[0]?.at).toBe(Date.UTC(2026, 10, 23) / 1000);
    expect(marksOf(notes, 7 * 24 * HOUR)[0]?.at).toBe(Date.UTC(2026, 10, 23) / 1000);
  });

  it("cover every bucket that a window touches [M-110]", () => {
    const marks = marksOf(notesOf([row({ expected_until: iso(AT + HOUR + 60) })], "event"), HOUR);
    const noted = [-1, 0, 1, 2].map((hour) => marksAt(AT + hour * HOUR, marks).length);
    expect(noted).toEqual([0, 1, 1, 0]);
  });

  it("say where they reach further than the series, and who made them [M-111]", () => {
    const rows = [
      row({}),
      row({ scope_type: "event", scope_ref: "e" }),
      row({ scope_type: "event_type", scope_ref: "t", source: "api" }),
    ];
    expect(notesOf(rows, "event").map(({ reach, byMachine }) => [reach, byMachine])).toEqual([
      ["whole project", false],
      [null, false],
      ["all events of the type", true],
    ]);
  });

  it("send an end only for a window, and find what is wrong before that [M-110]", () => {
    const draft = {
      label: " Sale ",
      from: "2026-11-23T10:00",
      window: false,
      until: "2026-11-23T09:00",
      description: "",
      scope: "own",
    };
    const scopes = [{ value: "own", label: "", type: "event" as const, ref: "e" }];
    expect(draftProblems(draft)).toEqual({});
    expect(bodyOf(draft, scopes)).toEqual({
      bucket: new Date("2026-11-23T10:00").toISOString(),
      expected_until: null,
      label: "Sale",
      description: null,
      scope_type: "event",
      scope_ref: "e",
    });
    expect(Object.keys(draftProblems({ ...draft, window: true, label: " ", from: "" }))).toEqual([
      "label",
      "from",
    ]);
    expect(draftProblems({ ...draft, window: true }).until).toMatch(/after the start/);
  });
});
