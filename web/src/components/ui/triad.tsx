export type TriadState = {
  plan: "planned" | "building" | "absent";
  data: "arriving" | "silent" | "late" | "absent";
  watch: "calm" | "silent" | "absent" | "drift" | "signal";
  /** How many signals or drifts are open, for the words. */
  open?: number;
};

const PLAN = { planned: "planned", building: "planned, not built", absent: "not planned" };
const DATA = { arriving: "arriving", silent: "silent", late: "source late", absent: "no data yet" };
const WATCH = { calm: "watched", silent: "nothing to watch", absent: "not watched" };

export function triadWords({ plan, data, watch, open = 1 }: TriadState): string {
  const count = (noun: string) => `${open} open ${noun}${open === 1 ? "" : "s"}`;
  const last =
    watch === "signal" ? count("signal") : watch === "drift" ? count("drift") : WATCH[watch];
  return `${PLAN[plan]}, ${DATA[data]}, ${last}`;
}

/** Sorts "needs attention first": smaller is more urgent. */
export function triadRank({ data, watch }: TriadState): number {
  if (watch === "signal") return 0;
  if (data === "late") return 1;
  if (watch === "drift") return 2;
  if (data === "silent") return 3;
  return 4;
}

/** Plan, data, watch: three bars whose shapes differ in every state. */
export function Triad({ state, size = 14 }: { state: TriadState; size?: number }) {
  const words = triadWords(state);
  return (
    <svg width={(size * 18) / 14} height={size} viewBox="0 0 18 14" role="img" aria-label={words}>
      <title>{words}</title>
      {state.plan === "planned" && <Full x={1} />}
      {state.plan === "building" && <Half x={1} />}
      {state.plan === "absent" && <Dash x={1} />}
      {state.data === "arriving" && <Full x={7} />}
      {state.data === "silent" && <Hollow x={7} />}
      {state.data === "late" && <Pieces x={7} />}
      {state.data === "absent" && <Dash x={7} />}
      {state.watch === "calm" && <Full x={13} />}
      {state.watch === "silent" && <Hollow x={13} />}
      {state.watch === "absent" && <Dash x={13} />}
      {state.watch === "drift" && (
        <path d="M15 2.5 17.5 7 15 11.5 12.5 7z" className="fill-drift" />
      )}
      {state.watch === "signal" && <Split x={13} />}
    </svg>
  );
}

type At = { x: number };

const Full = ({ x }: At) => (
  <rect x={x} y="1" width="4" height="12" rx="1" className="fill-accent" />
);

const Half = ({ x }: At) => (
  <>
    <rect
      x={x + 0.6}
      y="1.6"
      width="2.8"
      height="10.8"
      rx=".8"
      className="fill-none stroke-accent"
      strokeWidth="1.2"
    />
    <rect x={x} y="7" width="4" height="6" rx="1" className="fill-accent" />
  </>
);

const Hollow = ({ x }: At) => (
  <rect
    x={x + 0.6}
    y="1.6"
    width="2.8"
    height="10.8"
    rx=".8"
    className="fill-none stroke-line-control"
    strokeWidth="1.2"
  />
);

const Dash = ({ x }: At) => (
  <rect x={x} y="6.3" width="4" height="1.4" rx=".7" className="fill-line-control" />
);

const Pieces = ({ x }: At) => (
  <>
    {[1, 5.5, 10].map((y) => (
      <rect key={y} x={x} y={y} width="4" height="3" rx="1" className="fill-late" />
    ))}
  </>
);

const Split = ({ x }: At) => (
  <>
    <rect x={x} y="1" width="4" height="5" rx="1" className="fill-signal opacity-35" />
    <rect x={x} y="7.5" width="4" height="5.5" rx="1" className="fill-signal" />
  </>
);

const LEGEND: [TriadState, string][] = [
  [{ plan: "planned", data: "arriving", watch: "calm" }, "planned, arriving, watched"],
  [{ plan: "planned", data: "arriving", watch: "signal" }, "signal open"],
  [{ plan: "planned", data: "late", watch: "calm" }, "source late"],
  [{ plan: "planned", data: "silent", watch: "silent" }, "silent"],
  [{ plan: "building", data: "absent", watch: "absent" }, "not there yet"],
];

/** Stands under every table that shows triads. */
export function TriadLegend() {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 border-t border-line bg-sunken px-3.5 py-[7px] text-small text-ink-3 narrow:hidden">
      <span>Plan, data, watch:</span>
      {LEGEND.map(([state, words]) => (
        <span key={words} className="inline-flex items-center gap-1.5">
          <Triad state={state} size={12} />
          {words}
        </span>
      ))}
    </div>
  );
}
