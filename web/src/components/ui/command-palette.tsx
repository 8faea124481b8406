import type { LucideIcon } from "lucide-react";
import { Search } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { plural } from "@/lib/format-number";
import { Button } from "./button";
import { scrimClass } from "./floating";
import { Icon } from "./icon";
import { Kbd } from "./kbd";
import { Matched } from "./matched";

export type Command = {
  id: string;
  section: string;
  label: string;
  detail?: string;
  icon?: LucideIcon;
  /** As printed on the hint. */
  keys?: string[];
  /** Opened in a new tab by ⌘Enter when given. */
  href?: string;
  run: () => void;
};

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  query: string;
  onQuery: (query: string) => void;
  /** What the box is for: its name and its placeholder. */
  label?: string;
  /** Already searched and in order; sections are drawn where they change. */
  commands: Command[];
  /** Said when nothing is typed and nothing is there. */
  empty?: string;
  busy?: boolean;
  /** A part of the results could not be asked for. */
  failed?: boolean;
  onRetry?: () => void;
};

const LABEL = "Search or jump";

/** One box that goes everywhere: type, arrows, Enter. */
export function CommandPalette({ open, onOpenChange, ...body }: Props) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={scrimClass} />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed top-[min(14vh,130px)] left-1/2 z-(--z-dialog) w-[calc(100vw-24px)] max-w-[600px] -translate-x-1/2 overflow-hidden rounded-4 border border-line-strong bg-raised shadow-3 outline-none anim-rise"
        >
          <Radix.Title className="sr-only">{body.label ?? LABEL}</Radix.Title>
          <PaletteBody {...body} close={() => onOpenChange(false)} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

type BodyProps = Omit<Props, "open" | "onOpenChange"> & { close: () => void };

function PaletteBody({ query, onQuery, label = LABEL, commands, close, ...state }: BodyProps) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  // By its name, not its place: results that come later must not slip another command under Enter.
  const [marked, setMarked] = useState<string | null>(null);
  const at = Math.max(
    0,
    commands.findIndex((command) => command.id === marked),
  );
  const active = commands[at];
  const shown = active?.id;
  useEffect(() => {
    if (shown !== undefined)
      list.current?.querySelector("[data-active]")?.scrollIntoView?.({ block: "nearest" });
  }, [shown]);

  const run = (command: Command | undefined, newTab: boolean) => {
    if (!command) return;
    close();
    if (newTab && command.href) window.open(command.href, "_blank", "noopener");
    else command.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const count = commands.length;
    const mark = (index: number) => setMarked(commands[(index + count) % count]?.id ?? null);
    if (event.key === "ArrowDown") mark(at + 1);
    else if (event.key === "ArrowUp") mark(at - 1);
    else if (event.key === "Enter") run(active, event.metaKey || event.ctrlKey);
    else return;
    event.preventDefault();
  };

  return (
    <>
      <div className="flex items-center gap-2.5 border-b border-line px-4">
        <Icon as={Search} className="text-ink-3" />
        <input
          // biome-ignore lint/a11y/noAutofocus: the palette opens on request and is used from here.
          autoFocus
          role="combobox"
          aria-label={label}
          aria-expanded="true"
          aria-haspopup="listbox"
          aria-autocomplete="list"
          aria-controls={id}
          aria-activedescendant={active ? `${id}-${at}` : undefined}
          autoComplete="off"
          spellCheck={false}
          value={query}
          placeholder={label}
          onChange={(event) => {
            onQuery(event.target.value);
            setMarked(null);
          }}
          onKeyDown={onKeyDown}
          className="h-11 min-w-0 flex-1 bg-transparent text-lead outline-none focus-visible:shadow-none"
        />
        {state.busy && <span className="text-small text-ink-3">Searching</span>}
        <span role="status" className="sr-only">
          {!state.busy && query !== "" && plural(commands.length, "result")}
        </span>
      </div>
      <div
        ref={list}
        id={id}
        role="listbox"
        aria-label="Results"
        className="max-h-[min(52vh,420px)] overflow-y-auto p-1.5 scroll-quiet empty:hidden"
      >
        {sectionsOf(commands).map(({ section, rows }) => (
          // biome-ignore lint/a11y/useSemanticElements: options of a listbox are grouped by this role, not by a fieldset.
          <div key={section} role="group" aria-label={section}>
            <p aria-hidden="true" className="px-2.5 pt-2 pb-1 text-micro font-strong text-ink-3">
              {section}
            </p>
            {rows.map(({ command, index }) => (
              <Row
                key={command.id}
                id={`${id}-${index}`}
                command={command}
                query={query}
                active={index === at}
                onMark={() => setMarked(command.id)}
                onRun={(newTab) => run(command, newTab)}
              />
            ))}
          </div>
        ))}
      </div>
      <Below query={query} count={commands.length} {...state} />
    </>
  );
}

type RowProps = {
  id: string;
  command: Command;
  query: string;
  active: boolean;
  onMark: () => void;
  onRun: (newTab: boolean) => void;
};

function Row({ id, command, query, active, onMark, onRun }: RowProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the input holds focus and the keys (aria-activedescendant).
    <div
      id={id}
      role="option"
      aria-selected={active}
      data-active={active || undefined}
      onPointerMove={onMark}
      onClick={(event) => onRun(event.metaKey || event.ctrlKey)}
      className="flex min-h-8 items-center gap-2.5 rounded-2 px-2.5 data-[active]:bg-accent-tint coarse:min-h-11"
    >
      {command.icon && <Icon as={command.icon} className="text-ink-3" />}
      <span className="min-w-0 truncate">
        <Matched text={command.label} query={query} />
      </span>
      {(command.detail || command.keys) && (
        <span className="ml-auto flex shrink-0 items-center gap-1 pl-3 text-small text-ink-3">
          {command.detail}
          {command.keys?.map((key) => (
            <Kbd key={key}>{key}</Kbd>
          ))}
        </span>
      )}
    </div>
  );
}

type BelowProps = Pick<Props, "query" | "empty" | "busy" | "failed" | "onRetry"> & {
  count: number;
};

/** What there is to say beside the results; not a result itself. */
function Below({ query, count, empty, busy, failed, onRetry }: BelowProps) {
  if (failed)
    return (
      <p className="flex items-center gap-2 px-4 py-2.5 text-ink-3">
        A part could not be searched just now
        {onRetry && (
          <Button size="sm" onClick={onRetry}>
            Retry
          </Button>
        )}
      </p>
    );
  if (count > 0 || busy) return null;
  return (
    <p className="px-4 py-4 text-ink-3">
      {query.trim() === "" && empty ? empty : `Nothing matches “${query.trim()}”`}
    </p>
  );
}

function sectionsOf(commands: Command[]) {
  const sections: { section: string; rows: { command: Command; index: number }[] }[] = [];
  commands.forEach((command, index) => {
    const last = sections.at(-1);
    if (last?.section === command.section) last.rows.push({ command, index });
    else sections.push({ section: command.section, rows: [{ command, index }] });
  });
  return sections;
}
