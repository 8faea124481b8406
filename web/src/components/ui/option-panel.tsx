import { Check, Plus } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { cx } from "@/lib/cx";
import { plural } from "@/lib/format-number";
import { Icon } from "./icon";

export type SelectOption = {
  value: string;
  label: string;
  hint?: ReactNode;
  mono?: boolean;
  disabled?: boolean;
};

/** Above this many options the filter shows itself; below it appears with the first letter typed. */
const SHORT = 8;
const SHOWN = 200;

type Props = {
  label: string;
  options: SelectOption[];
  chosen: string[];
  onPick: (value: string) => void;
  onCreate?: (text: string) => void;
  /** How many more the server has behind the list. */
  more?: number;
  onSearch?: (text: string) => void;
};

/** The list that opens under a select: type to filter, arrows to move, Enter to take. */
export function OptionPanel({
  label,
  options,
  chosen,
  onPick,
  onCreate,
  more = 0,
  onSearch,
}: Props) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [query, setQuery] = useState("");
  const found = matching(options, query);
  const shown = found.slice(0, SHOWN);
  const creating =
    Boolean(onCreate) &&
    query.trim() !== "" &&
    !options.some((option) => option.label === query.trim());
  const count = shown.length + (creating ? 1 : 0);
  const [active, setActive] = useState(() =>
    Math.max(
      0,
      options.findIndex((option) => chosen.includes(option.value)),
    ),
  );

  useEffect(() => {
    list.current?.querySelector("[data-active]")?.scrollIntoView?.({ block: "nearest" });
  });

  const take = (index: number) => {
    if (creating && index === shown.length) onCreate?.(query.trim());
    const option = shown[index];
    if (option && !option.disabled) onPick(option.value);
  };
  const search = (text: string) => {
    setQuery(text);
    setActive(0);
    onSearch?.(text);
  };
  const moves: Record<string, number> = {
    ArrowDown: active + 1,
    ArrowUp: active - 1,
    Home: 0,
    End: count - 1,
    PageDown: active + 8,
    PageUp: active - 8,
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const to = moves[event.key];
    if (to !== undefined) setActive(Math.max(0, Math.min(count - 1, to)));
    else if (event.key === "Enter") take(active);
    else return;
    event.preventDefault();
  };

  return (
    <div className="grid min-w-0">
      <input
        // biome-ignore lint/a11y/noAutofocus: the panel opens on request and is used from here.
        autoFocus
        role="combobox"
        aria-label={`Filter ${label}`}
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={count > 0 ? `${id}-${active}` : undefined}
        aria-autocomplete="list"
        value={query}
        onChange={(event) => search(event.target.value)}
        onKeyDown={onKeyDown}
        placeholder="Type to filter"
        className={cx(
          "h-8 border-b border-line bg-transparent px-2.5 outline-none focus-visible:shadow-none coarse:h-11",
          options.length <= SHORT && query === "" && !onSearch && "sr-only",
        )}
      />
      <div
        ref={list}
        id={id}
        role="listbox"
        aria-label={label}
        className="max-h-[280px] overflow-y-auto p-1 scroll-quiet"
      >
        {shown.map((option, index) => (
          <Row
            key={option.value}
            id={`${id}-${index}`}
            active={index === active}
            selected={chosen.includes(option.value)}
            disabled={option.disabled}
            onHover={() => setActive(index)}
            onTake={() => take(index)}
          >
            <span className={cx("truncate", option.mono && "type-mono")}>{option.label}</span>
            {option.hint && (
              <span className="ml-auto shrink-0 pl-3 text-small text-ink-3">{option.hint}</span>
            )}
          </Row>
        ))}
        {creating && (
          <Row
            id={`${id}-${shown.length}`}
            active={active === shown.length}
            selected={false}
            onHover={() => setActive(shown.length)}
            onTake={() => take(shown.length)}
          >
            <Icon as={Plus} size={13} />
            Create ‘{query.trim()}’
          </Row>
        )}
      </div>
      {count === 0 && (
        <p className="px-3 pb-2.5 text-small text-ink-3">Nothing matches “{query}”</p>
      )}
      {(more > 0 || found.length > SHOWN) && (
        <p className="border-t border-line px-3 py-1.5 text-small text-ink-3">
          {plural(more + found.length - shown.length, "more match", "more match")}
        </p>
      )}
    </div>
  );
}

type RowProps = {
  id: string;
  active: boolean;
  selected: boolean;
  disabled?: boolean;
  onHover: () => void;
  onTake: () => void;
  children: ReactNode;
};

function Row({ id, active, selected, disabled, onHover, onTake, children }: RowProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the filter above holds focus and the keys (aria-activedescendant).
    <div
      id={id}
      role="option"
      aria-selected={selected}
      aria-disabled={disabled}
      data-active={active || undefined}
      onPointerMove={onHover}
      onClick={onTake}
      className="flex min-h-[28px] items-center gap-2 rounded-2 px-2 aria-disabled:text-ink-disabled data-[active]:bg-accent-tint coarse:min-h-11"
    >
      {children}
      {selected && <Icon as={Check} size={13} className="ml-auto shrink-0 text-accent" />}
    </div>
  );
}

function matching(options: SelectOption[], query: string): SelectOption[] {
  const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return options;
  return options.filter((option) =>
    words.every((word) => option.label.toLowerCase().includes(word)),
  );
}
