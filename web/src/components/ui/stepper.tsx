import { Check, X } from "lucide-react";
import { cx } from "@/lib/cx";
import { Icon } from "./icon";

export type StepState = "waiting" | "running" | "done" | "failed" | "skipped";
export type Step = { key: string; label: string; state: StepState; note?: string };

/** Where a job stands; upright on narrow screens. */
export function Stepper({ steps, label }: { steps: Step[]; label: string }) {
  return (
    <ol aria-label={label} className="flex gap-0 narrow:flex-col">
      {steps.map((step, index) => (
        <li
          key={step.key}
          aria-current={step.state === "running" ? "step" : undefined}
          className="relative flex min-w-0 flex-1 flex-col gap-1.5 pr-3 narrow:not-last:min-h-14 narrow:flex-row narrow:gap-3"
        >
          <span className="flex items-center narrow:flex-col">
            <Dot state={step.state} />
            {index < steps.length - 1 && (
              <span
                className={cx(
                  "h-px flex-1 narrow:h-auto narrow:w-px",
                  step.state === "done" ? "bg-accent" : "bg-line-strong",
                )}
              />
            )}
          </span>
          <span className="grid min-w-0 content-start">
            <span
              className={cx(
                "font-medium",
                step.state === "failed" && "text-signal-ink",
                step.state === "waiting" && "text-ink-3",
              )}
            >
              {step.label}
              <span className="sr-only">: {step.state}</span>
            </span>
            {step.note && <span className="text-small break-words text-ink-3">{step.note}</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}

function Dot({ state }: { state: StepState }) {
  const look: Record<StepState, string> = {
    waiting: "border-line-strong bg-surface",
    running: "border-accent bg-accent-tint",
    done: "border-accent bg-accent text-on-accent",
    failed: "border-signal bg-signal text-on-signal",
    skipped: "border-dashed border-line-control bg-surface",
  };
  return (
    <span
      className={cx(
        "grid size-[21px] shrink-0 place-items-center rounded-full border-[1.4px]",
        look[state],
      )}
    >
      {state === "done" && <Icon as={Check} size={12} weight={2} />}
      {state === "failed" && <Icon as={X} size={12} weight={2} />}
      {state === "running" && <span className="size-[7px] rounded-full bg-accent" />}
    </span>
  );
}
