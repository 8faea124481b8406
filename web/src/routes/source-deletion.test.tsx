import { screen } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, it } from "vitest";
import type { SourceRow } from "@/features/sources/view-model";
import { renderPart } from "@/testing/render";
import { server } from "@/testing/server";
import { DeleteSource } from "./source-deletion";

it("asks for the name of a source that scans read, names them and counts what goes [W-6]", async () => {
  server.use(
    http.get("*/data-sources/d1/deletion", () => HttpResponse.json({ scans: 2, runs: 7 })),
  );
  const done: string[] = [];
  const row = { id: "d1", name: "Files", scans: [{ name: "Visits" }, { name: "Orders" }] };
  const { user } = await renderPart(
    <DeleteSource
      row={row as SourceRow}
      remove={{ isPending: false, error: null }}
      onConfirm={() => done.push("deleted")}
      onClose={() => done.push("closed")}
    />,
  );
  expect(await screen.findByText("2 scans and 7 runs go with it.")).toBeVisible();
  expect(screen.getByText("The scans that read it: Visits, Orders.")).toBeVisible();
  const act = screen.getByRole("button", { name: "Delete source" });
  expect(act).toBeDisabled();
  await user.type(screen.getByLabelText("Type Files to delete it"), "Files");
  await user.click(act);
  expect(done).toEqual(["deleted"]);
});
