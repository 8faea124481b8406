import { screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { afterEach, describe, expect, it } from "vitest";
import { uploads } from "@/features/files/upload-store";
import { renderPart } from "@/testing/render";
import { server } from "@/testing/server";
import { FileWay } from "./file-way";

const LIMITS = {
  enabled: true,
  reason: null,
  max_bytes: 2 ** 31,
  free_bytes: 2 ** 31,
  folders: ["/data/files"],
};
const file = (name = "clicks.csv") => new File(["at,kind\n2024-01-01,view\n"], name);

function answer(limits: object, upload?: () => Response | Promise<Response>) {
  server.use(http.get("*/files/limits", () => HttpResponse.json(limits)));
  if (upload) server.use(http.post("*/api/v1/files", upload));
}

afterEach(() => uploads.forget());

describe("dropping a file", () => {
  it("opens the page of what has arrived", async () => {
    answer(LIMITS, () => HttpResponse.json({ id: "f1", name: "clicks.csv" }, { status: 201 }));
    const { user, router } = await renderPart(<FileWay />, "/add-data");
    await user.upload(await screen.findByLabelText("File to read"), file());
    await waitFor(() => expect(router.state.location.pathname).toBe("/add-data/f1"));
  });

  it("says why a file was refused, and offers another, not the same again", async () => {
    const detail = "This is a ZIP archive. Unpack it and drop the table inside.";
    answer(LIMITS, () => HttpResponse.json({ detail }, { status: 422 }));
    const { user } = await renderPart(<FileWay />, "/add-data");
    await user.upload(await screen.findByLabelText("File to read"), file());
    expect(await screen.findByText(detail)).toBeVisible();
    expect(screen.queryByRole("button", { name: "Send it again" })).toBeNull();
    await user.click(screen.getByRole("button", { name: "Choose another file" }));
    expect(screen.getByRole("button", { name: "Choose a file" })).toBeVisible();
  });

  it("sends again what was lost on the way", async () => {
    let asked = 0;
    answer(LIMITS, () => {
      asked += 1;
      return asked === 1
        ? HttpResponse.error()
        : HttpResponse.json({ id: "f2", name: "clicks.csv" }, { status: 201 });
    });
    const { user, router } = await renderPart(<FileWay />, "/add-data");
    await user.upload(await screen.findByLabelText("File to read"), file());
    await user.click(await screen.findByRole("button", { name: "Send it again" }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/add-data/f2"));
  });

  it("takes no second file while one is on its way, and can be cancelled", async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    answer(LIMITS, async () => {
      await held;
      return HttpResponse.json({ id: "f3", name: "clicks.csv" }, { status: 201 });
    });
    const { user } = await renderPart(<FileWay />, "/add-data");
    await user.upload(await screen.findByLabelText("File to read"), file());
    const cancel = await screen.findByRole("button", { name: "Cancel the upload" });
    const transfer = { types: ["Files"], items: [], files: [file("second.csv")] };
    const drop = new Event("drop", { bubbles: true, cancelable: true });
    window.dispatchEvent(Object.assign(drop, { dataTransfer: transfer }));
    expect(await screen.findByText(/The second file was not taken/)).toBeVisible();
    await user.click(cancel);
    expect(await screen.findByRole("button", { name: "Choose a file" })).toBeVisible();
    release();
  });

  it("says why nothing can be dropped here", async () => {
    answer({ ...LIMITS, enabled: false, reason: "File sources are switched off.", folders: [] });
    await renderPart(<FileWay />, "/add-data");
    expect(await screen.findByText("File sources are switched off.")).toBeVisible();
    expect(screen.queryByRole("button")).toBeNull();
  });
});
