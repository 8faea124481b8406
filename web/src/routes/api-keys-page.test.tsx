import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { renderPart } from "@/testing/render";
import { server } from "@/testing/server";
import { ApiKeysPage } from "./api-keys-page";

const KEY = {
  scope: "read",
  project_id: null,
  expires_at: null,
  revoked_at: null,
  last_used_at: null,
  created_at: "2026-11-01T00:00:00Z",
};
const PAST = "2026-11-02T00:00:00Z";

describe("the keys of a person", () => {
  it("show prefix, scope, project and last use, or that they have ended [AC-49]", async () => {
    server.use(
      http.get("*/projects", () => HttpResponse.json([{ id: "p1", slug: "shop", name: "Shop" }])),
      http.get("*/me/api-keys", () =>
        HttpResponse.json([
          {
            ...KEY,
            id: "k1",
            name: "CI",
            key_prefix: "tk_w_1234567",
            scope: "write",
            project_id: "p1",
          },
          { ...KEY, id: "k2", name: "Old", key_prefix: "tk_r_1234567", revoked_at: PAST },
          { ...KEY, id: "k3", name: "Lapsed", key_prefix: "tk_r_7654321", expires_at: PAST },
          { ...KEY, id: "k4", name: "Nightly", key_prefix: "tk_r_abcdefg", last_used_at: PAST },
        ]),
      ),
    );
    await renderPart(<ApiKeysPage />);
    const rows = (await screen.findAllByRole("row")).slice(1);
    const [ci, old, lapsed, nightly] = rows as [HTMLElement, HTMLElement, HTMLElement, HTMLElement];
    for (const said of ["CI", "tk_w_1234567…", "read and write", "Shop", "never"])
      expect(within(ci).getAllByText(said)[0]).toBeInTheDocument();
    expect(within(old).getByText("revoked")).toBeInTheDocument();
    expect(within(lapsed).getByText("expired")).toBeInTheDocument();
    expect(within(nightly).getByText(/2 Nov/)).toBeInTheDocument();
    for (const row of [old, lapsed]) expect(within(row).queryByRole("button")).toBeNull();
    expect(within(ci).getByRole("button", { name: "Revoke" })).toBeVisible();
    expect(screen.getByText("2 active · 2 revoked or expired")).toBeVisible();
  });
});
