import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { describe, expect, it } from "vitest";
import { SignalBadge } from "./badge";
import { CodeEditor } from "./code-editor";
import { NumberField } from "./number-field";
import { Triad, type TriadState, triadRank, triadWords } from "./triad";

describe("SignalBadge", () => {
  it("says percent, zero and no baseline apart", () => {
    render(
      <>
        <SignalBadge actual={1240} expected={3262} direction="drop" />
        <SignalBadge actual={0} expected={412} direction="drop" />
        <SignalBadge actual={9} expected={0} direction="spike" />
      </>,
    );
    for (const text of ["−62%", "dropped to zero", "no baseline"])
      expect(screen.getByText(text)).toBeVisible();
  });
});

describe("Triad", () => {
  const all: TriadState[] = (["planned", "building", "absent"] as const).flatMap((plan) =>
    (["arriving", "silent", "late", "absent"] as const).flatMap((data) =>
      (["calm", "silent", "absent", "drift", "signal"] as const).map((watch) => ({
        plan,
        data,
        watch,
      })),
    ),
  );

  it("differs in words and in shape in every state", () => {
    const shapes = all.map((state) => {
      const { container, unmount } = render(<Triad state={state} />);
      const shape = container.innerHTML.replace(
        /aria-label="[^"]*"|<title>.*?<\/title>|class="[^"]*"/g,
        "",
      );
      unmount();
      return shape;
    });
    expect(new Set(all.map(triadWords)).size).toBe(all.length);
    expect(new Set(shapes).size).toBe(all.length);
  });

  it("sorts what needs attention first", () => {
    const [calm, signal] = [
      { plan: "planned", data: "arriving", watch: "calm" },
      { plan: "planned", data: "arriving", watch: "signal" },
    ] as TriadState[];
    expect(triadRank(signal as TriadState)).toBeLessThan(triadRank(calm as TriadState));
  });
});

function Hours() {
  const [value, setValue] = useState<number | null>(24);
  return (
    <>
      <NumberField label="Look back" min={1} max={720} value={value} onChange={setValue} />
      <output>{value}</output>
    </>
  );
}

describe("NumberField", () => {
  it("keeps a value out of range on screen and says that it is not saved", async () => {
    const user = userEvent.setup();
    render(<Hours />);
    const field = screen.getByRole("textbox", { name: "Look back" });
    await user.clear(field);
    await user.type(field, "999");
    expect(field).toHaveValue("999");
    expect(field).toBeInvalid();
    expect(screen.getByText("Not saved: at most 720")).toBeVisible();
    expect(screen.getByRole("status")).toHaveTextContent("99");
  });
});

function Editor({ onRun }: { onRun: () => void }) {
  const [sql, setSql] = useState("select 1");
  return <CodeEditor label="Query" value={sql} onChange={setSql} onRun={onRun} />;
}

describe("CodeEditor", () => {
  it("indents with Tab, leaves after Escape, runs with the modifier and Enter", async () => {
    let runs = 0;
    const user = userEvent.setup();
    render(
      <>
        <Editor
          onRun={() => {
            runs += 1;
          }}
        />
        <button type="button">after</button>
      </>,
    );
    const area = screen.getByRole("textbox", { name: "Query" });
    await user.click(area);
    await user.keyboard("{Tab}");
    expect(area).toHaveValue("select 1  ");
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(runs).toBe(1);
    await user.keyboard("{Escape}{Tab}");
    expect(screen.getByRole("button", { name: "after" })).toHaveFocus();
  });
});
