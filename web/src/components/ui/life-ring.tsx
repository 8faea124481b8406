export type LifeStage =
  | "draft"
  | "in_review"
  | "ready_for_dev"
  | "implemented"
  | "live"
  | "deprecated"
  | "archived";

export const LIFE_WORDS: Record<LifeStage, string> = {
  draft: "Draft",
  in_review: "In review",
  ready_for_dev: "Ready for dev",
  implemented: "Implemented",
  live: "Live",
  deprecated: "Deprecated",
  archived: "Archived",
};

/** Length of the filled arc on a circle of radius 1.55 drawn 3.1 wide: a pie of that share. */
const QUARTER = (2 * Math.PI * 1.55) / 4;
const FILL: Partial<Record<LifeStage, number>> = { in_review: 1, ready_for_dev: 2, implemented: 3 };

/** A ring that fills as an event comes to life. */
export function LifeRing({ stage, label = true }: { stage: LifeStage; label?: boolean }) {
  return (
    <span className="inline-flex items-center gap-[5px] align-middle whitespace-nowrap">
      <svg
        width="14"
        height="14"
        viewBox="0 0 14 14"
        role={label ? undefined : "img"}
        aria-hidden={label || undefined}
        aria-label={label ? undefined : LIFE_WORDS[stage]}
      >
        <Ring stage={stage} />
      </svg>
      {label && LIFE_WORDS[stage]}
    </span>
  );
}

function Ring({ stage }: { stage: LifeStage }) {
  if (stage === "live") {
    return (
      <>
        <circle cx="7" cy="7" r="5.7" className="fill-accent" />
        <path
          d="m4.6 7.2 1.7 1.7 3.2-3.6"
          className="fill-none stroke-on-accent"
          strokeWidth="1.5"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </>
    );
  }
  if (stage === "archived") {
    return (
      <path
        d="M2 4h10M2.8 4v7.2h8.4V4M5.5 6.5h3"
        className="fill-none stroke-ink-3"
        strokeWidth="1.4"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    );
  }
  if (stage === "deprecated") {
    return (
      <g className="fill-none stroke-ink-3" strokeWidth="1.4">
        <circle cx="7" cy="7" r="5" />
        <path d="M3.6 10.4 10.4 3.6" />
      </g>
    );
  }
  return (
    <g className="fill-none stroke-accent">
      <circle
        cx="7"
        cy="7"
        r="5"
        strokeWidth="1.4"
        strokeDasharray={stage === "draft" ? "2 1.93" : undefined}
      />
      {FILL[stage] !== undefined && (
        <circle
          cx="7"
          cy="7"
          r="1.55"
          strokeWidth="3.1"
          strokeDasharray={`${QUARTER * FILL[stage]} 20`}
          transform="rotate(-90 7 7)"
        />
      )}
    </g>
  );
}
