import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { describe, expect, it } from "vitest";
import { renderPart } from "@/testing/render";
import { Button } from "./button";
import { CommandPalette } from "./command-palette";
import { Dialog } from "./dialog";
import { Menu, MenuItem } from "./menu";
import { DataTable, rowLink } from "./table";
import { TabPanel, Tabs } from "./tabs";

function TwoTabs() {
  const [tab, setTab] = useState("rules");
  return (
    <Tabs
      label="Alerting"
      value={tab}
      onChange={setTab}
      tabs={[
        { value: "rules", label: "Rules", count: 2 },
        { value: "log", label: "Log" },
      ]}
    >
      <TabPanel value="rules">two rules</TabPanel>
      <TabPanel value="log">one delivery</TabPanel>
    </Tabs>
  );
}

describe("Tabs", () => {
  it("moves with the arrows and shows the other content", async () => {
    const user = userEvent.setup();
    render(<TwoTabs />);
    await user.tab();
    await user.keyboard("{ArrowRight}");
    expect(screen.getByRole("tab", { name: "Log" })).toHaveAttribute("aria-selected", "true");
    expect(screen.getByText("one delivery")).toBeVisible();
  });
});

describe("Menu", () => {
  it("opens with Enter, moves, chooses, closes and gives the focus back", async () => {
    const chosen: string[] = [];
    const user = userEvent.setup();
    render(
      <Menu trigger={<Button>More</Button>}>
        <MenuItem onSelect={() => chosen.push("edit")}>Edit</MenuItem>
        <MenuItem onSelect={() => chosen.push("delete")}>Delete</MenuItem>
      </Menu>,
    );
    await user.tab();
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("menuitem", { name: "Edit" })).toBeVisible();
    await waitFor(() => expect(screen.getByRole("menuitem", { name: "Edit" })).toHaveFocus());
    await user.keyboard("{ArrowDown}{Enter}");
    expect(chosen).toEqual(["delete"]);
    expect(screen.queryByRole("menu")).not.toBeInTheDocument();
    expect(screen.getByRole("button", { name: "More" })).toHaveFocus();
  });
});

describe("Dialog", () => {
  it("keeps the page's keys away and stays when it may not close", async () => {
    const closed: boolean[] = [];
    const user = userEvent.setup();
    render(
      <Dialog open onOpenChange={(open) => closed.push(open)} title="Edit" mayClose={() => false}>
        unsaved
      </Dialog>,
    );
    await screen.findByRole("dialog", { name: "Edit" });
    await user.keyboard("{Escape}");
    expect(closed).toEqual([]);
    expect(screen.getByRole("dialog", { name: "Edit" })).toBeVisible();
  });
});

describe("CommandPalette", () => {
  it("runs the marked command on Enter", async () => {
    const ran: string[] = [];
    const command = (label: string) => ({
      id: label,
      section: "Go to",
      label,
      run: () => ran.push(label),
    });
    const user = userEvent.setup();
    render(
      <CommandPalette
        open
        onOpenChange={() => undefined}
        query=""
        onQuery={() => undefined}
        commands={[command("Events"), command("Scans")]}
      />,
    );
    await user.keyboard("{ArrowDown}{Enter}");
    expect(ran).toEqual(["Scans"]);
  });
});

describe("DataTable", () => {
  it("walks over its rows with j and k", async () => {
    const rows = ["a", "b", "c"];
    const { user } = await renderPart(
      <DataTable
        label="Rows"
        rows={rows}
        rowKey={(row) => row}
        columns={[
          {
            key: "name",
            head: "Name",
            cell: (row) => (
              <a href={`#${row}`} data-row-link="" className={rowLink}>
                {row}
              </a>
            ),
          },
        ]}
      />,
    );
    await user.keyboard("jjj");
    expect(screen.getByRole("link", { name: "c" })).toHaveFocus();
    await user.keyboard("k");
    expect(screen.getByRole("link", { name: "b" })).toHaveFocus();
  });
});
