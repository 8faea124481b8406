import { act, render, screen } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { toasts } from "./toast-store";
import { undoable, useRemoved } from "./undoable";

function Rows() {
  const removed = useRemoved();
  return ["a", "b"].filter((id) => !removed.has(id)).map((id) => <p key={id}>{id}</p>);
}

/** Removes a row; `sent` says how often the server was asked. */
function removing(refusal?: Error) {
  render(<Rows />);
  const sent: string[] = [];
  const commit = async () => {
    sent.push("a");
    if (refusal) throw refusal;
  };
  act(() =>
    undoable.remove({ id: "a", done: "a is deleted", commit, unchanged: "a is still here" }),
  );
  expect(screen.queryByText("a")).toBeNull();
  expect(screen.getByText("b")).toBeVisible();
  expect(sent).toEqual([]);
  return { sent, notice: toasts.list()[0] };
}

const goes = (id?: number) => act(async () => toasts.dismiss(id ?? 0));

describe("What is removed with an undo", () => {
  beforeEach(() => {
    for (const toast of toasts.list()) toasts.dismiss(toast.id);
  });

  it("comes back when asked to, and the server never hears of it", async () => {
    const { sent, notice } = removing();
    act(() => notice?.action?.run());
    await goes(notice?.id);
    expect(screen.getByText("a")).toBeVisible();
    expect(sent).toEqual([]);
  });

  it("goes for good once the notice has gone, a single time", async () => {
    const { sent, notice } = removing();
    await goes(notice?.id);
    window.dispatchEvent(new Event("pagehide"));
    expect(sent).toEqual(["a"]);
    expect(screen.queryByText("a")).toBeNull();
  });

  it("goes for good when the page goes first", () => {
    const { sent } = removing();
    window.dispatchEvent(new Event("pagehide"));
    expect(sent).toEqual(["a"]);
  });

  it("comes back with the reason when the server refuses", async () => {
    const { notice } = removing(new Error("Editor role required."));
    await goes(notice?.id);
    expect(screen.getByText("a")).toBeVisible();
    expect(toasts.list()[0]?.text).toBe("a is still here. Editor role required.");
  });
});
