import { screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { renderPart } from "@/testing/render";
import { Palette } from "./palette";
import type { ShellModel } from "./shell-model";

const MODEL: ShellModel = {
  path: "/p/shop/overview",
  project: { slug: "shop", name: "Shop", trouble: 0 },
  projects: [],
  branches: [],
  branch: null,
  owner: false,
  user: { name: "Ada", email: "ada@example.com" },
  counts: {},
  live: null,
};
const EVENT = {
  id: "e1",
  name: "Checkout Started",
  title: "",
  status: "in_review",
  event_type_id: "t1",
};
const TYPE = { id: "t1", display_name: "Action" };

function serve(answer: (url: string) => Response) {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (input: Request | string) => {
    const url = typeof input === "string" ? input : input.url;
    asked.push(url);
    return answer(url);
  });
  return asked;
}

async function opened(signOut = () => undefined) {
  return renderPart(
    <Palette
      open
      onOpenChange={() => undefined}
      model={MODEL}
      onSignOut={signOut}
      onShowKeys={() => undefined}
    />,
  );
}

describe("Palette", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("asks for events once after typing and opens the chosen one by keyboard", async () => {
    const asked = serve((url) =>
      Response.json(url.includes("/event-types") ? [TYPE] : { items: [EVENT], total: 1 }),
    );
    const { user, router } = await opened();
    await user.type(screen.getByRole("combobox"), "checkout");
    expect(await screen.findByText("Action · in review")).toBeVisible();
    expect(asked.filter((url) => url.includes("/events?"))).toHaveLength(1);
    await user.keyboard("{Enter}");
    await waitFor(() => expect(router.state.location.pathname).toBe("/p/shop/monitoring/event/e1"));
  });

  it("says that events could not be searched and still finds pages and actions", async () => {
    serve(() => Response.json({ detail: "No." }, { status: 403 }));
    let out = 0;
    const { user } = await opened(() => {
      out += 1;
      return undefined;
    });
    await user.type(screen.getByRole("combobox"), "sign out");
    expect(await screen.findByText(/could not be searched/)).toBeVisible();
    await user.keyboard("{Enter}");
    expect(out).toBe(1);
  });
});
