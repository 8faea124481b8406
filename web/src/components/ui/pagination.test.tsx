import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { Pagination } from "./pagination";

const shown = (offset: number, total: number | "more" | "no more") => {
  const { container, unmount } = render(
    <Pagination offset={offset} limit={50} total={total} onMove={() => undefined} />,
  );
  const text = container.textContent;
  const next = screen.queryByRole("button", { name: "Next page" });
  const goesOn = next !== null && !next.hasAttribute("disabled");
  unmount();
  return { text, goesOn };
};

describe("Pagination", () => {
  it("says where one is in a list whose length is known", () => {
    expect(shown(0, 120)).toEqual({ text: "1–50 of 120", goesOn: true });
    expect(shown(100, 120)).toEqual({ text: "101–120 of 120", goesOn: false });
    expect(shown(0, 50).text).toBe("");
  });

  it("leads on where nobody counts, and invents no end", () => {
    expect(shown(0, "more")).toEqual({ text: "1–50", goesOn: true });
    expect(shown(50, "no more")).toEqual({ text: "From 51 on", goesOn: false });
    expect(shown(0, "no more").text).toBe("");
  });
});
