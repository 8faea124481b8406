import { Link } from "@tanstack/react-router";
import { Check } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Panel } from "@/components/ui/panel";
import { cx } from "@/lib/cx";
import { progressOf } from "../mapping";
import type { ChecklistStep } from "../view-model";

type Props = {
  steps: ChecklistStep[];
  owner: boolean;
  /** Someone who may only read has no buttons. */
  mayEdit: boolean;
  onDismiss: () => void;
};

/** Stands first on the overview until everything is done; ticks itself from the project's state. What is done takes a line. */
export function GetStarted({ steps, owner, mayEdit, onDismiss }: Props) {
  const { done, total } = progressOf(steps, owner);
  const mine = (step: ChecklistStep) => owner || !step.ownersOnly;
  const next = steps.find((step) => !step.done && mine(step));
  return (
    <Panel
      title="Get started"
      note={`${done} of ${total} done`}
      actions={
        <Button variant="ghost" size="sm" onClick={onDismiss}>
          Dismiss
        </Button>
      }
      ruled
    >
      <ol className="flex flex-wrap">
        {steps.map((step, index) => (
          <li
            key={step.key}
            className={cx(
              "flex items-center gap-x-3 gap-y-2 px-3.5",
              step.done
                ? "py-2"
                : "basis-full flex-wrap border-t border-line py-3 first:border-t-0",
            )}
          >
            <span
              className={cx(
                "grid shrink-0 place-items-center rounded-full border-[1.4px] text-small font-strong",
                step.done
                  ? "size-[18px] border-accent bg-accent text-on-accent"
                  : "size-[22px] border-accent-line text-accent-ink",
              )}
            >
              {step.done ? <Icon as={Check} size={11} weight={2} /> : index + 1}
            </span>
            {step.done ? (
              <p className="text-ink-3">
                {step.title}
                <span className="sr-only">, done</span>
              </p>
            ) : (
              <div className="min-w-0 flex-1">
                <p className="font-medium">{step.title}</p>
                <p className="text-small text-ink-3">{step.note}</p>
              </div>
            )}
            {!step.done && !mine(step) && <Badge>An owner does this</Badge>}
            {step.action && !step.done && mine(step) && mayEdit && (
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
