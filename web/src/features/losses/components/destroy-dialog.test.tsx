import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Losses } from "@/api/generated/types.gen";
import { renderPart } from "@/testing/render";
import { DestroyDialog } from "./destroy-dialog";

async function shown(answers: (Losses | Error)[]) {
  const done: string[] = [];
  const ask = async () => {
    const answer = answers.shift();
    if (answer instanceof Error || !answer) throw answer;
    return { data: answer };
  };
  const { user } = await renderPart(
    <DestroyDialog
      title="Delete visits?"
      action="Delete scan"
      ask={ask}
      remove={{ isPending: false, error: null }}
      onConfirm={() => done.push("deleted")}
      onClose={() => done.push("closed")}
    >
      The plan stays.
    </DestroyDialog>,
  );
  return { user, done };
}

describe("The dialog before a deletion", () => {
  it("names with counts what goes, then deletes when told to [P-7]", async () => {
    const { user, done } = await shown([{ runs: 2, points: 4120, rules_switched_off: 1 }]);
    expect(
      await screen.findByText("2 runs and 4,120 stored points go with it. 1 rule is switched off."),
    ).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Delete scan" }));
    expect(done).toEqual(["deleted"]);
  });

  it("does not delete what could not be counted, and asks again", async () => {
    const { user, done } = await shown([new Error("Scans write into this type."), {}]);
    expect(await screen.findByText("Scans write into this type.")).toBeVisible();
    expect(screen.getByRole("button", { name: "Delete scan" })).toBeDisabled();
    await user.click(screen.getByRole("button", { name: "Retry" }));
    expect(await screen.findByText("Nothing else goes with it.")).toBeVisible();
    expect(screen.getByRole("button", { name: "Delete scan" })).toBeEnabled();
    expect(done).toEqual([]);
  });
});
