import { Sigma } from "@/components/charts/read-out";
import { DirectionMark } from "@/components/ui/badge";
import { Moment } from "@/components/ui/moment";
import { formatBucket, isDayBucket, isToday } from "@/lib/format-date";
import { formatNumber, formatPercent, formatSigmas, UNKNOWN } from "@/lib/format-number";
import type { Finding } from "../view-model";

/** The open finding in a sentence, then the four figures behind it. */
export function FindingStrip({
  finding,
  subject = "this event",
}: {
  finding: Finding;
  subject?: string;
}) {
  const { actual, expected, score, incident, direction } = finding;
  return (
    <section
      aria-label="Open signal"
      className="grid items-center gap-x-[18px] gap-y-3 rounded-3 border border-signal-line bg-signal-tint px-3.5 py-[11px] md:grid-cols-[minmax(0,1fr)_auto]"
    >
      <p className="text-lead">
        <span className="mr-[7px] inline-block align-baseline text-signal">
          <DirectionMark direction={direction} size={11} />
        </span>
        <When finding={finding} /> {subject} <Effect finding={finding} />
        {finding.cause && ` ${finding.cause}`}
      </p>
      <dl className="flex gap-5 narrow:justify-between narrow:gap-2.5">
        <Figure label="Actual" value={formatNumber(actual)} />
        <Figure label="Expected" value={formatNumber(expected)} />
        <Figure
          label="Deviation"
          value={
            score === null ? (
              UNKNOWN
            ) : (
              <>
                {formatSigmas(score)} <Sigma />
              </>
            )
          }
        />
        <Figure label="Incident" value={incident ? incident.status : "none"} />
      </dl>
    </section>
  );
}

function When({ finding }: { finding: Finding }) {
  const { bucket, step } = finding;
  if (isDayBucket(step))
    return (
      <>
        On <b className="font-strong">{formatBucket(bucket, step)}</b>
      </>
    );
  const today = isToday(bucket);
  return (
    <>
      At{" "}
      <b className="font-strong">
        {today ? <Moment at={bucket} as="time" /> : formatBucket(bucket, step)}
      </b>
    </>
  );
}

function Effect({ finding: { actual, expected } }: { finding: Finding }) {
  if (expected === null || expected === 0)
    return <>came {formatNumber(actual)} times; there is no baseline.</>;
  if (actual === 0)
    return (
      <>
        <b className="font-strong">dropped to zero</b>, where {formatNumber(expected)} was expected.
      </>
    );
  const effect = (actual - expected) / expected;
  return (
    <>
      came{" "}
      <b className="font-strong">
        {formatPercent(Math.abs(effect))} {effect < 0 ? "below" : "above"}
      </b>{" "}
      its expected level.
    </>
  );
}

function Figure({ label, value }: { label: string; value: React.ReactNode }) {
  return (
    <div>
      <dt className="text-micro text-ink-2">{label}</dt>
      <dd className="text-h3 font-strong whitespace-nowrap">{value}</dd>
    </div>
  );
}
