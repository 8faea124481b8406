import { bandPath, linePath, scaleFor } from "./paths";

export type SparkSeries = {
  values: (number | null)[];
  lower?: (number | null)[];
  upper?: (number | null)[];
  /** Index of the open signal; band and triangle appear only with it. */
  anomaly?: { index: number; direction: "spike" | "drop" } | null;
};

type Props = SparkSeries & {
  width?: number;
  height?: number;
  label?: string;
  fluid?: boolean;
  banded?: boolean;
};

/** Zero-based line without axes; the number beside it carries the value. */
export function Sparkline({
  values,
  lower,
  upper,
  anomaly,
  width = 80,
  height = 20,
  label,
  fluid = false,
  banded = false,
}: Props) {
  const band = (anomaly || banded) && lower && upper;
  const scale = scaleFor(band ? [values, upper] : [values], width, height);
  const at = anomaly ? values[anomaly.index] : null;
  return (
    <svg
      width={fluid ? "100%" : width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio={fluid ? "none" : undefined}
      role={label ? "img" : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
      className="inline-block align-middle"
    >
      {band && <path d={bandPath(lower, upper, scale)} className="fill-c-band" />}
      <path
        d={linePath(values, scale)}
        className="fill-none stroke-c-actual"
        strokeWidth="1.3"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
      {anomaly && at !== null && at !== undefined && (
        <Triangle
          x={scale.x(anomaly.index)}
          y={scale.y(at)}
          down={anomaly.direction === "drop"}
          height={height}
        />
      )}
    </svg>
  );
}

function Triangle({ x, y, down, height }: { x: number; y: number; down: boolean; height: number }) {
  const top = Math.max(4, Math.min(height - 4, down ? y + 1 : y - 1));
  const d = down ? `M${x} ${top + 3}l-3 -5h6z` : `M${x} ${top - 3}l-3 5h6z`;
  return <path d={d} className="fill-signal stroke-surface" strokeWidth="0.8" />;
}
