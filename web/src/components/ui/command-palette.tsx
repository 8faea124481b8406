import type { LucideIcon } from "lucide-react";
import { Search } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { plural } from "@/lib/format-number";
import { scrimClass } from "./floating";
import { Icon } from "./icon";

export type Command = {
  id: string;
  section: string;
  label: string;
  detail?: string;
  icon?: LucideIcon;
  /** Opened in a new tab by ⌘Enter when given. */
  href?: string;
  run: () => void;
};

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  query: string;
  onQuery: (query: string) => void;
  /** Already searched and in order; sections are drawn where they change. */
  commands: Command[];
  busy?: boolean;
  /** A part of the results could not be asked for. */
  failed?: boolean;
};

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
          <Radix.Title className="sr-only">Search or jump</Radix.Title>
          <PaletteBody {...body} close={() => onOpenChange(false)} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function PaletteBody({
  query,
  onQuery,
  commands,
  busy,
  failed,
  close,
}: Omit<Props, "open" | "onOpenChange"> & { close: () => void }) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  useEffect(() => {
    list.current?.querySelector("[data-active]")?.scrollIntoView?.({ block: "nearest" });
  });

  const run = (command: Command | undefined, newTab: boolean) => {
    if (!command) return;
    close();
    if (newTab && command.href) window.open(command.href, "_blank", "noopener");
    else command.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = commands.length - 1;
    if (event.key === "ArrowDown") setActive(Math.min(last, active + 1));
    else if (event.key === "ArrowUp") setActive(Math.max(0, active - 1));
    else if (event.key === "Enter") run(commands[active], event.metaKey || event.ctrlKey);
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
          aria-label="Search or jump"
          aria-expanded="true"
          aria-controls={id}
          aria-activedescendant={commands.length > 0 ? `${id}-${active}` : undefined}
          value={query}
          placeholder="Search or jump"
          onChange={(event) => {
            onQuery(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
          className="h-11 min-w-0 flex-1 bg-transparent text-lead outline-none focus-visible:shadow-none"
        />
        {busy && <span className="text-small text-ink-3">Searching</span>}
        <span role="status" className="sr-only">
          {!busy && query !== "" && plural(commands.length, "result")}
        </span>
      </div>
      <div
        ref={list}
        id={id}
        role="listbox"
        aria-label="Results"
        className="max-h-[min(52vh,420px)] overflow-y-auto p-1.5 scroll-quiet"
      >
        {commands.map((command, index) => (
          <div key={command.id}>
            {command.section !== commands[index - 1]?.section && (
              <p className="px-2.5 pt-2 pb-1 text-micro font-strong text-ink-3">
                {command.section}
              </p>
            )}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the input holds focus and the keys (aria-activedescendant). */}
            <div
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === active}
              data-active={index === active || undefined}
              onPointerMove={() => setActive(index)}
              onClick={(event) => run(command, event.metaKey || event.ctrlKey)}
              className="flex min-h-8 items-center gap-2.5 rounded-2 px-2.5 data-[active]:bg-accent-tint coarse:min-h-11"
            >
              {command.icon && <Icon as={command.icon} className="text-ink-3" />}
              <span className="truncate">
                <Matched text={command.label} query={query} />
              </span>
              {command.detail && (
                <span className="ml-auto truncate pl-3 text-small text-ink-3">
                  {command.detail}
                </span>
              )}
            </div>
          </div>
        ))}
        {failed && <p className="px-2.5 py-2 text-ink-3">Events could not be searched just now</p>}
        {commands.length === 0 && !busy && !failed && (
          <p className="px-2.5 py-4 text-ink-3">Nothing matches “{query}”</p>
        )}
      </div>
    </>
  );
}

function Matched({ text, query }: { text: string; query: string }): ReactNode {
  const at = query ? text.toLowerCase().indexOf(query.toLowerCase()) : -1;
  if (at < 0) return text;
  return (
    <>
      {text.slice(0, at)}
      <b className="font-strong">{text.slice(at, at + query.length)}</b>
      {text.slice(at + query.length)}
    </>
  );
}
