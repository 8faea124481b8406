import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { ProblemError } from "@/lib/problem";
import { ErrorPanel } from "./error-panel";

const failure = new ProblemError({
  status: 503,
  title: "A part of the server is not available",
  detail: "The queue does not answer.",
  requestId: "req-7f3a",
  fields: {},
  retryAfter: null,
});

describe("ErrorPanel", () => {
  it("says what happened and offers to try again", async () => {
    let tries = 0;
    render(
      <ErrorPanel
        error={failure}
        onRetry={() => {
          tries += 1;
        }}
      />,
    );
    expect(screen.getByRole("alert")).toHaveTextContent("The queue does not answer.");
    await userEvent.click(screen.getByRole("button", { name: "Retry" }));
    expect(tries).toBe(1);
  });

  it("keeps code and request id in the fold, and copies them", async () => {
    const user = userEvent.setup();
    render(<ErrorPanel error={failure} />);
    expect(screen.getByText(/req-7f3a/)).not.toBeVisible();
    await user.click(screen.getByText("Details"));
    expect(screen.getByText(/req-7f3a/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Copy" }));
    expect(await navigator.clipboard.readText()).toContain("Request: req-7f3a");
  });
});
