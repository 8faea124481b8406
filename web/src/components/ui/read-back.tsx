import { Fragment } from "react";

export type ReadBackPart = string | { text: string; field?: string };

/** A rule that reads itself back; the underlined parts jump to the field they come from. */
export function ReadBack({ parts }: { parts: ReadBackPart[] }) {
  return (
    <p className="text-lead text-ink">
      {parts.map((part, index) => {
        const text = typeof part === "string" ? part : part.text;
        const field = typeof part === "string" ? undefined : part.field;
        const key = `${index}-${text}`;
        if (!field) return <Fragment key={key}>{text}</Fragment>;
        return (
          <button
            key={key}
            type="button"
            onClick={() => jumpTo(field)}
            className="rounded-1 font-medium underline decoration-accent-line decoration-[1.5px] underline-offset-4 hover:decoration-accent"
          >
            {text}
          </button>
        );
      })}
    </p>
  );
}

function jumpTo(id: string): void {
  const target = document.getElementById(id);
  target?.scrollIntoView({ block: "center" });
  const control = target?.matches("input, select, textarea, button")
    ? target
    : target?.querySelector<HTMLElement>("input, select, textarea, button");
  (control as HTMLElement | null | undefined)?.focus();
}
