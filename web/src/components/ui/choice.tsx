import { Check, Minus } from "lucide-react";
import { RadioGroup, Checkbox as RadixCheckbox, Switch as RadixSwitch } from "radix-ui";
import { type ReactNode, useId } from "react";
import { cx } from "@/lib/cx";
import { Icon } from "./icon";

type CheckProps = {
  checked: boolean | "indeterminate";
  onChange: (checked: boolean) => void;
  label: ReactNode;
  hint?: ReactNode;
  /** Keeps the label for screen readers only, as in a table. */
  bare?: boolean;
  disabled?: boolean;
};

export function Checkbox({ checked, onChange, label, hint, bare = false, disabled }: CheckProps) {
  const id = useId();
  return (
    <span className="flex items-start gap-2 coarse:min-h-11 coarse:items-center">
      <RadixCheckbox.Root
        id={id}
        checked={checked}
        disabled={disabled}
        onCheckedChange={(next) => onChange(next === true)}
        className="mt-0.5 grid size-[15px] shrink-0 place-items-center rounded-1 border-[1.4px] border-line-control bg-surface disabled:bg-sunken disabled:opacity-50 data-[state=checked]:border-accent data-[state=checked]:bg-accent data-[state=indeterminate]:border-accent data-[state=indeterminate]:bg-accent"
      >
        <RadixCheckbox.Indicator className="text-on-accent">
          <Icon as={checked === "indeterminate" ? Minus : Check} size={11} weight={2} />
        </RadixCheckbox.Indicator>
      </RadixCheckbox.Root>
      <label htmlFor={id} className={cx(bare && "sr-only")}>
        {label}
        {hint && <span className="block text-small text-ink-3">{hint}</span>}
      </label>
    </span>
  );
}

type SwitchProps = {
  checked: boolean;
  onChange: (checked: boolean) => void;
  label: ReactNode;
  bare?: boolean;
  disabled?: boolean;
};

/** Only for what acts at once; everything else is a check with Save. */
export function Switch({ checked, onChange, label, bare = false, disabled }: SwitchProps) {
  const id = useId();
  return (
    <span className="inline-flex items-center gap-2 coarse:min-h-11">
      <RadixSwitch.Root
        id={id}
        checked={checked}
        disabled={disabled}
        onCheckedChange={onChange}
        className="state-motion relative h-[15px] w-[26px] shrink-0 rounded-full bg-line-control disabled:opacity-50 data-[state=checked]:bg-accent"
      >
        <RadixSwitch.Thumb className="absolute top-[2px] left-[2px] size-[11px] rounded-full bg-surface transition-transform duration-(--d-1) data-[state=checked]:translate-x-[11px]" />
      </RadixSwitch.Root>
      <label htmlFor={id} className={cx(bare && "sr-only")}>
        {label}
      </label>
    </span>
  );
}

export type Option<T extends string> = {
  value: T;
  label: string;
  hint?: ReactNode;
  disabled?: boolean;
};

type RadioProps<T extends string> = {
  label: string;
  value: T;
  onChange: (value: T) => void;
  options: Option<T>[];
  /** Cards carry a sentence each and stand side by side. */
  cards?: boolean;
};

export function RadioChoice<T extends string>({
  label,
  value,
  onChange,
  options,
  cards = false,
}: RadioProps<T>) {
  return (
    <RadioGroup.Root
      aria-label={label}
      value={value}
      onValueChange={(next) => onChange(next as T)}
      className={cards ? "grid gap-2.5 sm:grid-cols-2" : "grid gap-1.5"}
    >
      {options.map((option) => (
        <RadioGroup.Item
          key={option.value}
          value={option.value}
          disabled={option.disabled}
          className={cx(
            "group flex items-start gap-2.5 text-left coarse:min-h-11",
            cards &&
              "rounded-3 border border-line-strong bg-surface px-3 py-2.5 data-[state=checked]:border-accent data-[state=checked]:inset-ring data-[state=checked]:inset-ring-accent",
          )}
        >
          <span className="mt-[2px] grid size-[15px] shrink-0 place-items-center rounded-full border-[1.4px] border-line-control bg-surface group-data-[state=checked]:border-accent group-data-[state=checked]:bg-accent">
            <span className="size-[5px] rounded-full bg-transparent group-data-[state=checked]:bg-on-accent" />
          </span>
          <span className="grid gap-0.5">
            <span className={cards ? "font-medium" : ""}>{option.label}</span>
            {option.hint && <span className="text-small text-ink-3">{option.hint}</span>}
          </span>
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
