import { Slot } from "radix-ui";
import type { ButtonHTMLAttributes, Ref } from "react";
import { cx } from "@/lib/cx";

export type ButtonVariant = "primary" | "default" | "ghost" | "danger" | "danger-solid";
export type ButtonSize = "sm" | "md" | "lg";

type Props = ButtonHTMLAttributes<HTMLButtonElement> & {
  ref?: Ref<HTMLButtonElement>;
  variant?: ButtonVariant;
  size?: ButtonSize;
  /** A square button; give it an aria-label. */
  square?: boolean;
  /** Shows this word in place of the label and keeps the width. */
  busy?: string | false;
  /** Renders its child (a link) with this look. */
  asChild?: boolean;
};

const VARIANTS: Record<ButtonVariant, string> = {
  primary: "border-transparent bg-accent text-on-accent hover:bg-accent-hover shadow-1",
  default: "border-line-strong bg-surface text-ink hover:bg-hover shadow-1",
  ghost: "border-transparent text-ink-2 hover:bg-hover hover:text-ink",
  danger: "border-line-strong bg-surface text-signal-ink hover:bg-signal-tint shadow-1",
  "danger-solid": "border-transparent bg-signal text-on-signal shadow-1",
};

const SIZES: Record<ButtonSize, string> = {
  sm: "h-[26px] px-[9px] text-small",
  md: "h-[30px] px-[11px] text-body",
  lg: "h-9 px-4 text-body",
};
const SQUARES: Record<ButtonSize, string> = { sm: "w-[26px]", md: "w-[30px]", lg: "w-9" };

export function buttonClass(variant: ButtonVariant, size: ButtonSize, square = false): string {
  return cx(
    "state-motion relative inline-flex shrink-0 items-center justify-center gap-1.5 rounded-2 border font-medium whitespace-nowrap select-none",
    "disabled:border-line disabled:bg-sunken disabled:text-ink-disabled disabled:shadow-none aria-disabled:text-ink-disabled",
    "coarse:min-h-11",
    VARIANTS[variant],
    SIZES[size],
    square && cx(SQUARES[size], "!px-0 coarse:min-w-11"),
    variant === "ghost" && !square && "!px-2",
  );
}

export function Button({
  variant = "default",
  size = "md",
  square = false,
  busy = false,
  asChild = false,
  className,
  children,
  disabled,
  type = "button",
  ...rest
}: Props) {
  const look = cx(buttonClass(variant, size, square), className);
  if (asChild) {
    return (
      <Slot.Root className={look} {...rest}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button
      type={type}
      className={look}
      disabled={disabled || busy !== false}
      aria-busy={busy !== false || undefined}
      {...rest}
    >
      {busy === false ? (
        children
      ) : (
        <>
          <span className="invisible inline-flex items-center gap-1.5" aria-hidden="true">
            {children}
          </span>
          <span className="absolute">{busy}</span>
        </>
      )}
    </button>
  );
}
