import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { render, screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { TEASERS } from "@/features/settings/editions";
import { EditionTeasers } from "@/routes/edition-teasers";
import { railFor } from "@/routes/settings-rail";
import { SignInPage } from "@/routes/sign-in-page";
import { OWNER } from "@/testing/instance";
import { renderPart } from "@/testing/render";
import { server } from "@/testing/server";
import { makeRouter } from "./router";

// The alias that a build sets with TRIPL_WEB_EXTENSIONS.
vi.mock("@installed", () => import("@/testing/acme-extension"));

async function open(path: string) {
  window.history.replaceState(null, "", path);
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const router = makeRouter(queryClient);
  await router.load();
  render(
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
}

describe("an extension that the build brings", () => {
  beforeEach(() => {
    server.use(
      http.get("*/auth/me", () => HttpResponse.json(OWNER)),
      http.get("*/auth/status", () =>
        HttpResponse.json({ has_users: true, registration_enabled: false, sign_in_buttons: [] }),
      ),
      http.get("*/projects", () => HttpResponse.json([])),
      http.get("*/system/troubled-parts", () => HttpResponse.json([])),
    );
  });
  afterEach(() => {
    sessionStorage.clear();
    window.history.replaceState(null, "", "/");
  });

  it("adds a page inside the frame [O-103]", async () => {
    await open("/acme");
    expect(await screen.findByRole("heading", { name: "Acme's own page" })).toBeVisible();
    expect(screen.getByRole("navigation", { name: /main|project|pages/i })).toBeInTheDocument();
  });

  it("adds a section of settings, which the search finds [O-103]", async () => {
    const groups = railFor(null, false, "ldap");
    expect(groups).toEqual([
      {
        label: "Acme",
        entries: [{ label: "Directory", to: "/settings/acme", holds: "scim ldap" }],
      },
    ]);
    await open("/settings/acme");
    expect(await screen.findByRole("heading", { name: "Acme's settings" })).toBeVisible();
    expect(screen.getAllByRole("link", { name: "Directory" })).not.toHaveLength(0);
  });

  it("stands before every page of a signed-in person [O-103]", async () => {
    sessionStorage.setItem("acme-shut", "1");
    await open("/acme");
    expect(await screen.findByText("Acme is shut today.")).toBeVisible();
    expect(screen.queryByText("Acme's own page")).toBeNull();
  });

  it("has its place on the sign-in page [O-103]", async () => {
    await renderPart(<SignInPage />);
    expect(await screen.findByRole("link", { name: "Continue with Acme" })).toBeVisible();
  });

  it("takes away the teaser of what it brings, and no other [O-104]", async () => {
    await renderPart(<EditionTeasers />);
    const list = within(await screen.findByRole("list", { name: "Not in this edition" }));
    expect(list.getAllByRole("listitem")).toHaveLength(TEASERS.length - 1);
    expect(list.getAllByText("Enterprise")).toHaveLength(TEASERS.length - 1);
    expect(list.queryByText("SCIM")).toBeNull();
  });
});
