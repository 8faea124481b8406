import { FlaskConical } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";

const KINDS: [string, string][] = [
  [
    "Made up",
    "the rows. A warehouse in memory invents them, the same ones each time an hour is read.",
  ],
  [
    "Really done",
    "the scan, the plan it drafts, the counting, the detection: the code and the worker your own data would get.",
  ],
  ["Left out", "whatever would leave this server."],
];

type Props = {
  name: string;
  /** A newer server would make it differently. */
  outdated: boolean;
  freshness: string | null;
  /** Starting over and ending it; only for whom it is allowed. */
  actions: ReactNode;
};

/** Says on every page of a demo that it is one, and what in it is real. */
export function DemoBanner({ name, outdated, freshness, actions }: Props) {
  const [open, setOpen] = useState(false);
  const details = useId();
  return (
    <section
      aria-label="Demo"
      className="rounded-3 border border-accent-line bg-accent-tint px-3 py-1.5 text-small"
    >
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Icon as={FlaskConical} size={14} className="text-accent-ink" />
        <p className="min-w-0 flex-1 basis-[240px] text-ink-2">
          <b className="font-medium text-ink">{name} is a demo.</b> Its data is synthetic, and
          nothing leaves this server.
          {outdated && " It was made by an older tripl; a reset brings it up to date."}
        </p>
        <div className="flex flex-wrap items-center gap-0.5">
          <Button
            size="sm"
            variant="ghost"
            aria-expanded={open}
            aria-controls={details}
            onClick={() => setOpen(!open)}
          >
            What is real in it
          </Button>
          {actions}
        </div>
      </div>
      {freshness && <p className="mt-1 text-ink-2">{freshness}</p>}
      <dl id={details} hidden={!open} className="mt-1.5 grid gap-1 pb-1 text-ink-2">
        {KINDS.map(([kind, what]) => (
          <div key={kind} className="flex gap-3 narrow:grid narrow:gap-0">
            <dt className="w-[88px] shrink-0 font-medium text-ink">{kind}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
