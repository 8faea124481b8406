import { formatBucket, formatBucketUtc } from "@/lib/format-date";
import { formatNumber } from "@/lib/format-number";
import { Deviation } from "./read-out";
import {
  type ChartMark,
  type CoverageRange,
  coverageAt,
  marksAt,
  type VolumePoint,
} from "./series";

type Props = {
  points: VolumePoint[];
  step: number;
  coverage: CoverageRange[];
  marks: ChartMark[];
  label: string;
};
const HEADS = ["Bucket", "UTC", "Actual", "Expected", "Band", "Change"];

/** The same numbers as rows, newest first. */
export function ChartTable({ points, step, coverage, marks, label }: Props) {
  const noted = points.some((point) => marksAt(point.bucket, marks).length > 0);
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard.
      tabIndex={0}
      aria-label={label}
      className="max-h-[320px] overflow-auto rounded-2 border border-line scroll-quiet"
    >
      <table className="w-full border-collapse text-small">
        <thead>
          <tr>
            {[...HEADS, ...(noted ? ["Noted"] : [])].map((head, index) => (
              <th
                key={head}
                scope="col"
                className={`sticky top-0 bg-sunken px-2.5 py-1.5 text-micro font-medium whitespace-nowrap text-ink-3 ${index > 1 && head !== "Noted" ? "text-right" : "text-left"}`}
              >
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...points].reverse().map((point) => (
            <tr key={point.bucket} className="border-t border-line">
              <th scope="row" className="px-2.5 py-1 text-left font-text whitespace-nowrap">
                {formatBucket(point.bucket, step)}
              </th>
              <td className="px-2.5 whitespace-nowrap text-ink-3">
                {formatBucketUtc(point.bucket, step)}
              </td>
              <td className="px-2.5 text-right">
                {point.actual === null ? "not collected" : formatNumber(point.actual)}
              </td>
              <td className="px-2.5 text-right">{formatNumber(point.expected)}</td>
              <td className="px-2.5 text-right whitespace-nowrap">
                {point.lower === null
                  ? unscored(point, coverage)
                  : `${formatNumber(point.lower)}–${formatNumber(point.upper)}`}
              </td>
              <td className="px-2.5 text-right whitespace-nowrap">
                <Deviation point={point} />
              </td>
              {noted && (
                <td className="px-2.5 text-drift-ink">
                  {marksAt(point.bucket, marks)
                    .map(({ label, until }) => (until ? `${label} (expected window)` : label))
                    .join(", ")}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function unscored(point: VolumePoint, coverage: CoverageRange[]): string {
  const state = coverageAt(point.bucket, coverage);
  return state === "settling" || state === "late" ? state : "not scored";
}
