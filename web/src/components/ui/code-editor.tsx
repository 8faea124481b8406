import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from "react";
import { cx } from "@/lib/cx";
import { modKey } from "@/lib/keyboard";
import { FieldFrame, type FieldText } from "./field";
import { highlightSql } from "./sql-highlight";

type Props = FieldText & {
  value: string;
  onChange: (value: string) => void;
  onRun?: () => void;
  /** Line that a refusal named, from 1. */
  badLine?: number | null;
  readOnly?: boolean;
  minLines?: number;
};

const INDENT = "  ";

/** A text area over its own coloured copy: real selection, undo and screen-reader behaviour for free. */
export function CodeEditor({
  value,
  onChange,
  onRun,
  badLine,
  readOnly = false,
  minLines = 4,
  ...text
}: Props) {
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const [tabLeaves, setTabLeaves] = useState(false);
  const lines = Math.max(minLines, value.split("\n").length);

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) {
      event.preventDefault();
      onRun?.();
      return;
    }
    if (event.key === "Escape") {
      event.stopPropagation();
      setTabLeaves(true);
      return;
    }
    if (event.key === "Tab" && !tabLeaves && !event.shiftKey && !readOnly) {
      event.preventDefault();
      insert(event.currentTarget, INDENT, onChange);
    }
    setTabLeaves(false);
  };

  return (
    <FieldFrame {...text} id={id} hint={text.hint ?? <EditorHint runs={Boolean(onRun)} />}>
      <div
        className={cx(
          "grid grid-cols-[auto_minmax(0,1fr)] overflow-hidden rounded-2 border font-mono text-small leading-[19px] focus-within:border-focus focus-within:ring-2 focus-within:ring-focus",
          text.error ? "border-signal" : "border-line-control",
          readOnly ? "bg-hover" : "bg-sunken",
        )}
      >
        <Gutter lines={lines} badLine={badLine} />
        <div className="relative overflow-x-auto scroll-quiet">
          <div className="grid min-w-max">
            <pre
              aria-hidden="true"
              className="pointer-events-none col-start-1 row-start-1 py-2 pr-3 font-mono whitespace-pre"
            >
              {highlightSql(value)}
              {"\n"}
            </pre>
            <textarea
              ref={area}
              id={id}
              value={value}
              readOnly={readOnly}
              onChange={(event) => onChange(event.target.value)}
              onKeyDown={onKeyDown}
              onBlur={() => setTabLeaves(false)}
              rows={lines}
              spellCheck={false}
              autoCapitalize="off"
              autoComplete="off"
              wrap="off"
              aria-invalid={Boolean(text.error) || undefined}
              aria-describedby={`${id}-note`}
              className="col-start-1 row-start-1 w-full resize-none overflow-hidden bg-transparent py-2 pr-3 whitespace-pre text-transparent caret-ink outline-none focus-visible:shadow-none"
            />
          </div>
        </div>
      </div>
    </FieldFrame>
  );
}

function Gutter({ lines, badLine }: { lines: number; badLine?: number | null }) {
  return (
    <ol aria-hidden="true" className="py-2 pr-3 pl-3 text-right text-ink-3 select-none">
      {Array.from({ length: lines }, (_, index) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number.
          key={index}
          className={cx(badLine === index + 1 && "font-medium text-signal-ink")}
        >
          {badLine === index + 1 ? "✕" : index + 1}
        </li>
      ))}
    </ol>
  );
}

function EditorHint({ runs }: { runs: boolean }): ReactNode {
  return `${runs ? `${modKey("↵")} runs it. ` : ""}Escape, then Tab leaves the editor.`;
}

/** Types text as the person would, so that undo keeps working. */
function insert(area: HTMLTextAreaElement, text: string, onChange: (value: string) => void): void {
  if (document.execCommand?.("insertText", false, text)) return;
  const { selectionStart, selectionEnd, value } = area;
  onChange(value.slice(0, selectionStart) + text + value.slice(selectionEnd));
}
