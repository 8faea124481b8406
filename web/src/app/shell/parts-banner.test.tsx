import { screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import type { PartOut } from "@/api/generated/types.gen";
import { renderPart } from "@/testing/render";
import { server } from "@/testing/server";
import { PartsBanner } from "./parts-banner";

const SINCE = "2026-11-30T12:31:00Z";

function answer(...parts: Partial<PartOut>[]) {
  server.use(http.get("*/api/v1/system/troubled-parts", () => HttpResponse.json(parts)));
}

describe("the banner of troubled parts", () => {
  it("says that the worker keeps stopping, why, and where to look", async () => {
    const log = "/data/logs/worker.log";
    answer({ part: "worker", state: "failing", since: SINCE, reason: "MemoryError", log });
    await renderPart(<PartsBanner pollMs={60_000} />);
    const said = await screen.findByText(/The worker keeps stopping/);
    expect(said.textContent).toMatch(/: MemoryError\. Nothing is counted/);
    expect(said.textContent).toMatch(/See \/data\/logs\/worker\.log\.$/);
    expect(said.querySelector("time")?.dateTime).toBe("2026-11-30T12:31:00.000Z");
  });

  it("says that nobody was heard of, without a reason that nobody gave", async () => {
    answer({ part: "scheduler", state: "silent", since: SINCE, reason: null, log: null });
    await renderPart(<PartsBanner pollMs={60_000} />);
    const said = await screen.findByText(/The scheduler was not heard of since/);
    expect(said.textContent).toMatch(/\. No run starts by itself meanwhile\.$/);
  });

  it("takes no room while all is well, and asks again by itself [O-32]", async () => {
    answer();
    await renderPart(<PartsBanner pollMs={30} />);
    expect(screen.getByRole("status")).toBeEmptyDOMElement();
    answer({ part: "worker", state: "silent", since: SINCE });
    expect(await screen.findByText(/The worker was not heard of since/)).toBeVisible();
    answer();
    await waitFor(() => expect(screen.getByRole("status")).toBeEmptyDOMElement());
  });
});
