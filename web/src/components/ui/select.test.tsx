import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { describe, expect, it } from "vitest";
import { MultiSelect, Select } from "./select";

const OPTIONS = ["android", "ios", "web"].map((value) => ({ value, label: value }));

function One({ onCreate }: { onCreate?: (text: string) => void }) {
  const [value, setValue] = useState<string | null>(null);
  return (
    <Select
      label="Platform"
      options={OPTIONS}
      value={value}
      onChange={setValue}
      onCreate={onCreate}
    />
  );
}

function Many() {
  const [values, setValues] = useState(["ios"]);
  return <MultiSelect label="Columns" options={OPTIONS} values={values} onChange={setValues} />;
}

describe("Select", () => {
  it("opens, moves and chooses by keyboard, and gives the focus back", async () => {
    const user = userEvent.setup();
    render(<One />);
    const trigger = screen.getByRole("combobox", { name: "Platform" });
    trigger.focus();
    await user.keyboard("{ArrowDown}");
    await screen.findByRole("listbox");
    await user.keyboard("{ArrowDown}{Enter}");
    expect(trigger).toHaveTextContent("ios");
    expect(screen.queryByRole("listbox")).not.toBeInTheDocument();
    expect(trigger).toHaveFocus();
  });

  it("filters while one types and announces the active option", async () => {
    const user = userEvent.setup();
    render(<One />);
    await user.click(screen.getByRole("combobox", { name: "Platform" }));
    await screen.findByRole("listbox");
    await user.keyboard("we");
    expect(screen.getAllByRole("option")).toHaveLength(1);
    const filter = screen.getByRole("combobox", { name: "Filter Platform" });
    expect(filter).toHaveAttribute("aria-activedescendant", screen.getByRole("option").id);
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("listbox")).not.toBeInTheDocument();
  });

  it("offers to create what it does not know, last", async () => {
    const made: string[] = [];
    const user = userEvent.setup();
    render(<One onCreate={(text) => made.push(text)} />);
    await user.click(screen.getByRole("combobox", { name: "Platform" }));
    await screen.findByRole("listbox");
    await user.keyboard("i");
    expect(screen.getAllByRole("option").at(-1)).toHaveTextContent("Create ‘i’");
    await user.keyboard("{End}{Enter}");
    expect(made).toEqual(["i"]);
  });
});

describe("MultiSelect", () => {
  it("adds without closing and takes the last away with Backspace", async () => {
    const user = userEvent.setup();
    render(<Many />);
    const trigger = screen.getByRole("combobox", { name: "Columns" });
    await user.click(trigger);
    await user.click(within(await screen.findByRole("listbox")).getByText("web"));
    await user.keyboard("{Escape}");
    expect(trigger).toHaveTextContent("iosweb");
    trigger.focus();
    await user.keyboard("{Backspace}");
    expect(trigger).toHaveTextContent("ios");
    expect(trigger).not.toHaveTextContent("web");
  });
});
