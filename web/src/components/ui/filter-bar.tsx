import { ListFilter, Plus, Search, X } from "lucide-react";
import { type ReactNode, type Ref, useState } from "react";
import { cx } from "@/lib/cx";
import { NARROW, useMedia } from "@/lib/use-media";
import { Button } from "./button";
import { Sheet } from "./dialog";
import { Icon } from "./icon";
import { Kbd } from "./kbd";

type SearchProps = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  ref?: Ref<HTMLInputElement>;
};

/** Search of a list; "/" reaches it from anywhere on the page. */
export function SearchField({ label, value, onChange, ref }: SearchProps) {
  return (
    <span className="relative flex w-[232px] items-center narrow:w-full narrow:flex-1">
      <Icon as={Search} className="absolute left-[9px] text-ink-3" />
      <input
        ref={ref}
        type="search"
        data-list-search=""
        aria-label={label}
        placeholder={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || !value) return;
          event.stopPropagation();
          onChange("");
        }}
        className="h-8 w-full rounded-2 border border-line-control bg-surface pr-8 pl-8 coarse:h-11 [&::-webkit-search-cancel-button]:hidden"
      />
      {!value && <Kbd className="pointer-events-none absolute right-2">/</Kbd>}
      {value && (
        <button
          type="button"
          aria-label="Clear search"
          onClick={() => onChange("")}
          className="absolute right-1 grid size-6 place-items-center rounded-2 text-ink-3 hover:bg-hover"
        >
          <Icon as={X} size={13} />
        </button>
      )}
    </span>
  );
}

const chipClass =
  "state-motion inline-flex h-[26px] items-center gap-[5px] rounded-full border px-2 text-small whitespace-nowrap coarse:h-11 coarse:px-3.5";

/** "+ Field" until set, then a tinted chip that says its sentence and can be cleared. */
export function FilterChip({
  field,
  value,
  onClear,
  ref,
  ...rest
}: {
  field: string;
  value?: string | null;
  onClear?: () => void;
  ref?: Ref<HTMLButtonElement>;
}) {
  if (value) {
    return (
      <span className={cx(chipClass, "border-accent-line bg-accent-tint text-ink")}>
        <button ref={ref} type="button" className="rounded-1" {...rest}>
          {field}: <b className="font-medium">{value}</b>
        </button>
        {onClear && (
          <button
            type="button"
            aria-label={`Clear ${field}`}
            onClick={onClear}
            className="grid size-4 place-items-center rounded-full coarse:size-8"
          >
            <Icon as={X} size={12} />
          </button>
        )}
      </span>
    );
  }
  return (
    <button
      ref={ref}
      type="button"
      className={cx(chipClass, "border-dashed border-line-control text-ink-2 hover:bg-hover")}
      {...rest}
    >
      <Icon as={Plus} size={12} />
      {field}
    </button>
  );
}

type BarProps = {
  search: ReactNode;
  /** Filter chips; on narrow screens they fold into one button. */
  children?: ReactNode;
  /** How many filters are set. */
  active?: number;
  trailing?: ReactNode;
};

export function FilterBar({ search, children, active = 0, trailing }: BarProps) {
  const narrow = useMedia(NARROW);
  return (
    <search className="flex flex-wrap items-center gap-[7px]">
      {search}
      {narrow && children ? <FilterSheet active={active}>{children}</FilterSheet> : children}
      {trailing && <div className="ml-auto flex items-center gap-2 narrow:ml-0">{trailing}</div>}
    </search>
  );
}

/** Filters apply at once; Done only closes. */
function FilterSheet({ active, children }: { active: number; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button className="h-8" onClick={() => setOpen(true)}>
        <Icon as={ListFilter} size={14} />
        Filters{active > 0 && ` (${active})`}
      </Button>
      <Sheet
        open={open}
        onOpenChange={setOpen}
        title="Filters"
        footer={
          <Button variant="primary" size="lg" className="w-full" onClick={() => setOpen(false)}>
            Done
          </Button>
        }
      >
        <div className="flex flex-col items-start gap-2.5">{children}</div>
      </Sheet>
    </>
  );
}
