import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { formatBucket } from "@/lib/format-date";
import { makeSeries } from "@/testing/series-generator";
import { VolumeChart } from "./volume-chart";

const STEP = 3600;
const END = Date.UTC(2026, 10, 23, 18) / 1000;

const points = makeSeries({
  end: END,
  buckets: 168,
  missing: [20, 4],
  drop: { at: 3, share: 0.4 },
});
const reader = () => screen.getByRole("slider", { name: "Read a bucket" });

describe("VolumeChart", () => {
  it("rests on the newest open anomaly and says it in full", () => {
    render(
      <VolumeChart
        label="Trial Started, hourly"
        points={points}
        step={STEP}
        focus={END - 4 * STEP}
      />,
    );
    const last = points.at(-1);
    expect(reader()).toHaveAttribute(
      "aria-valuetext",
      expect.stringContaining(formatBucket(last?.bucket ?? 0, STEP)),
    );
    expect(reader()).toHaveAttribute(
      "aria-valuetext",
      expect.stringMatching(/actual .* expected .* drop, −[\d.]+ sigma/),
    );
  });

  it("steps by bucket, and by day with Shift", async () => {
    const user = userEvent.setup();
    render(<VolumeChart label="Trial Started, hourly" points={points} step={STEP} />);
    reader().focus();
    await user.keyboard("{End}{ArrowLeft}");
    expect(reader()).toHaveAttribute("aria-valuenow", "166");
    await user.keyboard("{Shift>}{ArrowLeft}{/Shift}");
    expect(reader()).toHaveAttribute("aria-valuenow", "142");
    await user.keyboard("{Home}{ArrowLeft}");
    expect(reader()).toHaveAttribute("aria-valuenow", "0");
  });

  it("says what was not collected, which is not zero", async () => {
    const user = userEvent.setup();
    const holed = points.filter((point) => point.actual !== null);
    render(<VolumeChart label="Trial Started, hourly" points={holed} step={STEP} />);
    reader().focus();
    await user.keyboard("{End}");
    for (let step = 0; step < 20; step += 1) await user.keyboard("{ArrowLeft}");
    expect(reader()).toHaveAttribute("aria-valuetext", expect.stringContaining("not collected"));
    expect(screen.getByRole("img")).toHaveAccessibleName(/4 not collected/);
  });

  it("opens around the open signal and moves along the range with the brackets", async () => {
    const user = userEvent.setup();
    render(
      <VolumeChart
        label="Trial Started, hourly"
        points={points}
        step={STEP}
        focus={END - 4 * STEP}
      />,
    );
    const shown = screen.getByRole("slider", { name: "Shown part of the range" });
    expect(shown).toHaveAttribute("aria-valuetext", "60 buckets");
    expect(shown).toHaveAttribute("aria-valuenow", "108");
    await user.keyboard("[[");
    expect(shown).toHaveAttribute("aria-valuenow", "78");
  });

  it("has every bucket as a row of its table", async () => {
    const user = userEvent.setup();
    render(<VolumeChart label="Trial Started, hourly" points={points} step={STEP} />);
    await user.click(screen.getByRole("button", { name: "Table" }));
    const region = screen.getByRole("region", { name: "Trial Started, hourly, as a table" });
    expect(within(region).getAllByRole("row")).toHaveLength(169);
    expect(within(region).getAllByText("not collected")).toHaveLength(4);
  });
});
