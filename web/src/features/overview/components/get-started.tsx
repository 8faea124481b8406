import { Link } from "@tanstack/react-router";
import { Check } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Panel } from "@/components/ui/panel";
import { cx } from "@/lib/cx";
import type { ChecklistStep } from "../view-model";

/** Stands in place of everything until the first scan; ticks itself from the project's state. */
export function GetStarted({ steps }: { steps: ChecklistStep[] }) {
  const done = steps.filter((step) => step.done).length;
  const next = steps.find((step) => !step.done);
  return (
    <Panel title="Get started" note={`${done} of ${steps.length} done`} ruled>
      <ol>
        {steps.map((step, index) => (
          <li
            key={step.key}
            className="flex items-center gap-3 border-b border-line px-3.5 py-3 last:border-0"
          >
            <span
              className={cx(
                "grid size-[22px] shrink-0 place-items-center rounded-full border-[1.4px] text-small font-strong",
                step.done
                  ? "border-accent bg-accent text-on-accent"
                  : "border-accent-line text-accent-ink",
              )}
            >
              {step.done ? <Icon as={Check} size={12} weight={2} /> : index + 1}
            </span>
            <div className="min-w-0 flex-1">
              <p className={cx("font-medium", step.done && "text-ink-3")}>
                {step.title}
                {step.done && <span className="sr-only">, done</span>}
              </p>
              <p className="text-small text-ink-3">{step.note}</p>
            </div>
            {step.action && !step.done && (
              <Button variant={step === next ? "primary" : "default"} asChild>
                <Link to={step.action.to}>{step.action.label}</Link>
              </Button>
            )}
          </li>
        ))}
      </ol>
    </Panel>
  );
}
