import { screen, waitFor, within } from "@testing-library/react";
import { useEffect, useState } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { usePageActions } from "@/lib/keyboard";
import { recents } from "@/lib/recents";
import { renderPart } from "@/testing/render";
import { Palette, type PaletteScope } from "./palette";
import type { ShellModel } from "./shell-model";

const MODEL: ShellModel = {
  organizations: [],
  organization: null,
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

type Over = { signOut?: () => void; scope?: PaletteScope };

type PageProps = Over & { ran: string[] };

/** As in the product: the palette opens over a page that stands already. */
function Page({ ran, scope, signOut = () => undefined }: PageProps) {
  const [there, setThere] = useState(false);
  usePageActions({ keys: "c", label: "New scan", run: () => ran.push("New scan") });
  useEffect(() => setThere(true), []);
  return (
    there && (
      <Palette
        open
        scope={scope}
        onOpenChange={() => undefined}
        model={MODEL}
        onSignOut={signOut}
        onShowKeys={() => undefined}
      />
    )
  );
}

async function opened(over: Over = {}) {
  const ran: string[] = [];
  return { ran, ...(await renderPart(<Page {...over} ran={ran} />)) };
}

const marked = () =>
  document.getElementById(screen.getByRole("combobox").getAttribute("aria-activedescendant") ?? "");

describe("Palette", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("asks for events once after typing and opens the chosen one by keyboard", async () => {
    const asked = serve((url) =>
      Response.json(
        url.includes("/events?")
          ? { items: [EVENT], total: 1 }
          : url.includes("/event-types")
            ? [TYPE]
            : [],
      ),
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
    const { user } = await opened({
      signOut: () => {
        out += 1;
      },
    });
    await user.type(screen.getByRole("combobox"), "sign out");
    expect(await screen.findByText(/could not be searched/)).toBeVisible();
    await user.keyboard("{Enter}");
    expect(out).toBe(1);
  });

  it("offers where one was last, without the open page, for this project alone [N-3]", async () => {
    serve(() => Response.json([]));
    recents.visit("shop", { to: "/p/shop/scans/s1", label: "Web visits" });
    recents.visit("shop", { to: MODEL.path, label: "Overview" });
    recents.visit("other", { to: "/p/other/scans", label: "Scans of another" });
    const { user, router } = await opened();
    const recent = within(screen.getByRole("group", { name: "Recent" }));
    expect(recent.getAllByRole("option").map((row) => row.textContent)).toEqual(["Web visits"]);
    await user.keyboard("{Enter}");
    await waitFor(() => expect(router.state.location.pathname).toBe("/p/shop/scans/s1"));
  });

  it("finds scans, event types and sources beside events", async () => {
    serve((url) => {
      if (url.includes("/events?")) return Response.json({ items: [], total: 0 });
      if (url.includes("/scans")) return Response.json([{ id: "s1", name: "Web visits" }]);
      if (url.includes("/event-types"))
        return Response.json([{ id: "t1", display_name: "Visit types" }]);
      return Response.json([{ id: "d1", name: "visits warehouse" }]);
    });
    const { user, router } = await opened();
    await user.type(screen.getByRole("combobox"), "visit");
    const found = within(await screen.findByRole("group", { name: "Everything" }));
    await waitFor(() =>
      expect(found.getAllByRole("option").map((row) => row.textContent)).toEqual([
        "Web visitsScan",
        "Visit typesEvent type",
        "visits warehouseData source",
      ]),
    );
    await user.keyboard("{ArrowDown}{Enter}");
    await waitFor(() => expect(router.state.location.pathname).toBe("/p/shop/event-types/t1"));
  });

  it("lists what the page has registered, also alone [N-41]", async () => {
    serve(() => Response.json([]));
    const { user, ran } = await opened({ scope: "page" });
    const box = screen.getByRole("combobox", { name: "Do something on this page" });
    expect(box).toHaveFocus();
    expect(screen.getAllByRole("option").map((row) => row.textContent)).toEqual([
      "New scanc",
      "Copy the link to this page",
    ]);
    await user.keyboard("{Enter}");
    await waitFor(() => expect(ran).toEqual(["New scan"]));
  });

  it("drops what answered other words, and keeps Enter on what was marked", async () => {
    const waiting: (() => void)[] = [];
    vi.stubGlobal("fetch", async (input: Request) => {
      if (!input.url.includes("/events?")) return Response.json([]);
      const late = new URL(input.url).searchParams.get("search") === "checkout st";
      if (late) await new Promise<void>((answer) => waiting.push(answer));
      return Response.json({ items: [EVENT, { ...EVENT, id: "e2", name: "Cart" }], total: 2 });
    });
    const { user } = await opened();
    await user.type(screen.getByRole("combobox"), "checkout");
    expect(await screen.findByText("Cart")).toBeVisible();
    await user.type(screen.getByRole("combobox"), " st");
    expect(screen.queryByText("Cart")).toBeNull();
    expect(marked()).toHaveTextContent("Checkout Started");
    await waitFor(() => expect(waiting).toHaveLength(1));
    waiting[0]?.();
    expect(await screen.findByText("Cart")).toBeVisible();
    expect(marked()).toHaveTextContent("Checkout Started");
  });

  it("says that nothing matches", async () => {
    serve(() => Response.json({ items: [], total: 0 }));
    const { user } = await opened({ scope: "page" });
    await user.type(screen.getByRole("combobox"), "zzz");
    expect(await screen.findByText("Nothing matches “zzz”")).toBeVisible();
    expect(screen.queryByRole("option")).toBeNull();
  });
});
