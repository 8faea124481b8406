import { Check } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import { type FocusEvent, type ReactNode, useRef } from "react";
import { cx } from "@/lib/cx";
import { FLOATING_PLACE, floatingClass } from "./floating";
import { Icon } from "./icon";

export type MenuProps = {
  trigger: ReactNode;
  children: ReactNode;
  align?: "start" | "end";
  side?: "top" | "bottom";
};

/** Opens as it appears: menu.tsx asks for it with the first press on the trigger. */
export function MenuLayer({
  trigger,
  children,
  align = "start",
  side = "bottom",
  byKeyboard,
}: MenuProps & { byKeyboard: boolean }) {
  const entered = useRef(false);
  const enter = ({ target, currentTarget }: FocusEvent<HTMLElement>) => {
    if (!byKeyboard || entered.current || target !== currentTarget) return;
    entered.current = true;
    currentTarget.querySelector<HTMLElement>('[role="menuitem"]:not([data-disabled])')?.focus();
  };
  return (
    <Radix.Root defaultOpen>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          onFocus={enter}
          align={align}
          side={side}
          {...FLOATING_PLACE}
          className={cx(
            floatingClass,
            "z-(--z-popover) max-h-(--radix-dropdown-menu-content-available-height) min-w-[200px] overflow-y-auto p-1",
          )}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

const itemClass =
  "flex min-h-[28px] w-full items-center gap-2 rounded-2 px-2 text-ink outline-none select-none data-[disabled]:text-ink-disabled data-[highlighted]:bg-accent-tint data-[highlighted]:shadow-none coarse:min-h-11";

type ItemProps = {
  children: ReactNode;
  onSelect?: () => void;
  /** Renders its child (a link) as the item. */
  asChild?: boolean;
  danger?: boolean;
  checked?: boolean;
  disabled?: boolean;
  hint?: ReactNode;
};

export function MenuItem({
  children,
  onSelect,
  asChild,
  danger = false,
  checked,
  disabled,
  hint,
}: ItemProps) {
  const look = cx(itemClass, danger && "!text-signal-ink");
  if (asChild) {
    return (
      <Radix.Item asChild onSelect={onSelect} disabled={disabled} className={look}>
        {children}
      </Radix.Item>
    );
  }
  return (
    <Radix.Item onSelect={onSelect} disabled={disabled} className={look}>
      {children}
      {hint && <span className="ml-auto pl-4 text-small text-ink-3">{hint}</span>}
      {checked && <Icon as={Check} size={13} className="ml-auto text-accent" />}
    </Radix.Item>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return (
    <Radix.Label className="px-2 pt-1.5 pb-1 text-micro font-strong text-ink-3">
      {children}
    </Radix.Label>
  );
}

export function MenuSeparator() {
  return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />;
}
