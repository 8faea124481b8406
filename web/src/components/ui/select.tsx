import { ChevronDown, X } from "lucide-react";
import { lazy, type ReactNode, Suspense, useId, useRef, useState } from "react";
import { cx } from "@/lib/cx";
import { controlClass, FieldFrame, type FieldText } from "./field";
import { Icon } from "./icon";
import type { SelectOption } from "./option-panel";

// The list and what places it come when the pointer or the focus is near.
const load = () => Promise.all([import("./popover"), import("./option-panel")]);
const Popover = lazy(async () => ({ default: (await load())[0].Popover }));
const OptionPanel = lazy(async () => ({ default: (await load())[1].OptionPanel }));

type Common = FieldText & {
  options: SelectOption[];
  id?: string;
  placeholder?: string;
  disabled?: boolean;
  className?: string;
  more?: number;
  onSearch?: (text: string) => void;
};

type SingleProps = Common & {
  value: string | null;
  onChange: (value: string) => void;
  onCreate?: (text: string) => void;
  /** Adds a first choice that means "none". */
  clearLabel?: string;
  onClear?: () => void;
};

const CLEAR = "\u0000clear";

export function Select({
  value,
  onChange,
  onCreate,
  clearLabel,
  onClear,
  options,
  ...rest
}: SingleProps) {
  const [open, setOpen] = useState(false);
  const chosen = options.find((option) => option.value === value);
  const all = clearLabel ? [{ value: CLEAR, label: clearLabel }, ...options] : options;
  const pick = (next: string) => {
    if (next === CLEAR) onClear?.();
    else onChange(next);
    setOpen(false);
  };
  return (
    <Opener
      {...rest}
      open={open}
      setOpen={setOpen}
      panel={
        <OptionPanel
          label={rest.label}
          options={all}
          chosen={[value ?? CLEAR]}
          onPick={pick}
          more={rest.more}
          onSearch={rest.onSearch}
          onCreate={
            onCreate &&
            ((text) => {
              onCreate(text);
              setOpen(false);
            })
          }
        />
      }
    >
      {chosen ? (
        <>
          <span className={cx("truncate", chosen.mono && "type-mono")}>{chosen.label}</span>
          {chosen.hint && <span className="truncate text-small text-ink-3">{chosen.hint}</span>}
        </>
      ) : (
        <span className={cx("truncate", value === null && "text-ink-3")}>
          {value ?? clearLabel ?? rest.placeholder ?? "Choose"}
        </span>
      )}
    </Opener>
  );
}

type MultiProps = Common & { values: string[]; onChange: (values: string[]) => void };

/** Several at once, as tags inside; Backspace takes the last away. */
export function MultiSelect({ values, onChange, options, ...rest }: MultiProps) {
  const [open, setOpen] = useState(false);
  const toggle = (value: string) =>
    onChange(values.includes(value) ? values.filter((item) => item !== value) : [...values, value]);
  const labelOf = (value: string) => options.find((option) => option.value === value);
  return (
    <Opener
      {...rest}
      open={open}
      setOpen={setOpen}
      onKeyDown={(event) => event.key === "Backspace" && onChange(values.slice(0, -1))}
      panel={
        <OptionPanel
          label={rest.label}
          options={options}
          chosen={values}
          onPick={toggle}
          more={rest.more}
          onSearch={rest.onSearch}
        />
      }
    >
      {values.length === 0 && <span className="text-ink-3">{rest.placeholder ?? "None"}</span>}
      <span className="flex min-w-0 flex-wrap gap-1 py-1">
        {values.map((value) => (
          <span
            key={value}
            className="inline-flex h-[19px] items-center gap-1 rounded-1 border border-line bg-sunken px-1.5 text-micro"
          >
            <span className={cx(labelOf(value)?.mono && "font-mono")}>
              {labelOf(value)?.label ?? value}
            </span>
            <X
              size={10}
              aria-hidden="true"
              onPointerDown={(event) => {
                event.preventDefault();
                event.stopPropagation();
                toggle(value);
              }}
            />
          </span>
        ))}
      </span>
    </Opener>
  );
}

type OpenerProps = Omit<Common, "options"> & {
  open: boolean;
  setOpen: (open: boolean) => void;
  panel: ReactNode;
  children: ReactNode;
  onKeyDown?: (event: React.KeyboardEvent) => void;
};

function Opener({
  label,
  hint,
  error,
  aside,
  id: given,
  disabled,
  className,
  open,
  setOpen,
  panel,
  children,
  onKeyDown,
}: OpenerProps) {
  const made = useId();
  const id = given ?? made;
  const button = useRef<HTMLButtonElement>(null);
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} aside={aside} className={className}>
      <button
        ref={button}
        id={id}
        type="button"
        disabled={disabled}
        role="combobox"
        aria-haspopup="listbox"
        aria-expanded={open}
        aria-invalid={Boolean(error) || undefined}
        aria-describedby={error || hint ? `${id}-note` : undefined}
        onPointerEnter={() => void load()}
        onFocus={() => void load()}
        onClick={() => setOpen(!open)}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown" || event.key === "ArrowUp") {
            event.preventDefault();
            setOpen(true);
          }
          onKeyDown?.(event);
        }}
        className={cx(
          controlClass(Boolean(error)),
          "flex min-h-8 items-center gap-2 px-[9px] text-left coarse:min-h-11",
        )}
      >
        {children}
        <Icon as={ChevronDown} size={13} className="ml-auto text-ink-3" />
      </button>
      {open && (
        <Suspense>
          <Popover anchor={button} onClose={() => setOpen(false)}>
            {panel}
          </Popover>
        </Suspense>
      )}
    </FieldFrame>
  );
}
