import { FlaskConical } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";

/** What of it is synthetic, really executed, and simulated or absent. */
const kindsOf = (recipe: string | null): [string, string][] => [
  [
    "Made up",
    `the rows: a warehouse in memory invents them, the same ones each time an hour is read. And what was set up before you came, such as the scan and the alert rule; it follows ${recipe ? `recipe ${recipe}` : "a recipe"}.`,
  ],
  [
    "Really done",
    "scans, the plan they draft, counting, detection, signals, coverage, search: by the code and the worker your own data would get.",
  ],
  [
    "Simulated or absent",
    "alert messages are written by real rules and stay in the demo sink. Nothing is delivered elsewhere, no ticket is filed and no AI is asked.",
  ],
];

type Props = {
  name: string;
  /** The version of what it was built from. */
  recipe: string | null;
  /** A newer server would make it differently. */
  outdated: boolean;
  freshness: string | null;
  /** Starting over and ending it; only for whom it is allowed. */
  actions: ReactNode;
};

/** Says on every page of a demo that it is one, and what in it is real. */
export function DemoBanner({ name, recipe, outdated, freshness, actions }: Props) {
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
        {kindsOf(recipe).map(([kind, what]) => (
          <div key={kind} className="flex gap-3 narrow:grid narrow:gap-0">
            <dt className="w-[132px] shrink-0 font-medium text-ink">{kind}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
