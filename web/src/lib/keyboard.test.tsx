import { screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { afterEach, describe, expect, it } from "vitest";
import { ShortcutSheet } from "@/app/shell/shortcut-sheet";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { renderPart } from "@/testing/render";
import { switchSingleKeys, useShortcuts } from "./keyboard";

function Page({ ran }: { ran: string[] }) {
  const [sheet, setSheet] = useState(false);
  useShortcuts([
    { keys: "c", label: "Create a thing", run: () => ran.push("c") },
    { keys: "g e", label: "Go to Events", run: () => ran.push("g e") },
    { keys: "?", label: "This list", run: () => setSheet(true) },
    { keys: "mod+k", label: "Search or jump", run: () => ran.push("mod+k") },
  ]);
  return (
    <>
      <input aria-label="Name" />
      {sheet && <ShortcutSheet open onOpenChange={setSheet} />}
    </>
  );
}

describe("Shortcuts", () => {
  afterEach(() => switchSingleKeys(true));

  it("[N-40] [N-41] act on the page and rest while someone types", async () => {
    const ran: string[] = [];
    const { user } = await renderPart(<Page ran={ran} />);
    await user.keyboard("cge{Control>}k{/Control}");
    expect(ran).toEqual(["c", "g e", "mod+k"]);
    await user.type(screen.getByLabelText("Name"), "cge{Control>}k{/Control}");
    expect(ran).toHaveLength(3);
  });

  it("[N-41] of single keys can be switched off; those with Ctrl stay", async () => {
    const ran: string[] = [];
    switchSingleKeys(false);
    const { user } = await renderPart(<Page ran={ran} />);
    await user.keyboard("cge{Control>}k{/Control}");
    expect(ran).toEqual(["mod+k"]);
  });

  it("[N-41] are listed by the sheet as the page listens for them, beside the switch", async () => {
    const { user } = await renderPart(<Page ran={[]} />);
    await user.keyboard("?");
    expect(await screen.findByText("Create a thing")).toBeVisible();
    expect(screen.getByText("Go to Events")).toBeVisible();
    expect(screen.queryByText("Next row")).not.toBeInTheDocument();
    await user.click(screen.getByRole("switch", { name: "Shortcuts of single keys" }));
    expect(localStorage.getItem("tripl.single-keys")).toBe("off");
  });
});

describe("A confirmation", () => {
  it("starts with the focus on the way back", async () => {
    await renderPart(
      <ConfirmDialog
        open
        onOpenChange={() => undefined}
        title="Delete it?"
        action="Delete"
        busy={false}
        error={null}
        onConfirm={() => undefined}
      >
        Gone for good.
      </ConfirmDialog>,
    );
    await waitFor(() => expect(screen.getByRole("button", { name: "Keep it" })).toHaveFocus());
  });
});
