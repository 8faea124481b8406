import { Sigma } from "@/components/charts/read-out";
import { Facts, Panel } from "@/components/ui/panel";
import { formatBucket } from "@/lib/format-date";
import { formatNumber, formatSigmas } from "@/lib/format-number";
import type { Calculation } from "../view-model";

type Props = { calculation: Calculation; bucket: number | null; step: number };

/** How the number was made, from what the detector stored. */
export function CalculationPanel({ calculation, bucket, step }: Props) {
  const { method, expected, spread, actual, score, threshold, minExpected } = calculation;
  const rows: [React.ReactNode, React.ReactNode][] = [];
  if (method) rows.push(["Method", method]);
  if (expected !== null) rows.push(["Expected", formatNumber(expected)]);
  if (spread !== null) rows.push(["Spread, one standard deviation", formatNumber(spread)]);
  if (actual !== null && expected !== null && spread) {
    rows.push([
      `(${formatNumber(actual)} − ${formatNumber(expected)}) ÷ ${formatNumber(spread)}`,
      <Sigmas key="score" value={score} />,
    ]);
  }
  rows.push([
    "Threshold here",
    <span key="threshold">
      <Sigmas value={threshold} />
      {minExpected ? `, ≥ ${formatNumber(minExpected)} expected` : ""}
    </span>,
  ]);
  return (
    <Panel
      title="How the number was made"
      note={bucket === null ? undefined : formatBucket(bucket, step)}
    >
      <div className="px-3.5 pb-2.5">
        <Facts rows={rows} />
        <p className="pt-2 text-small text-ink-3">
          The score is the detector’s: it has been calibrated on this series’ own tail, so it need
          not equal the plain quotient.
        </p>
      </div>
    </Panel>
  );
}

function Sigmas({ value }: { value: number | null }) {
  return (
    <bdi className="whitespace-nowrap">
      {formatSigmas(value)} <Sigma />
    </bdi>
  );
}
