import { X } from "lucide-react";
import {
  type InputHTMLAttributes,
  type ReactNode,
  type Ref,
  type TextareaHTMLAttributes,
  useId,
} from "react";
import { cx } from "@/lib/cx";
import { Icon } from "./icon";

export type FieldText = {
  label: string;
  hint?: ReactNode;
  error?: string | null;
  aside?: ReactNode;
};

type FrameProps = FieldText & {
  id: string;
  className?: string;
  children: ReactNode;
};

/** Label above, hint below; an error takes the hint's place. */
export function FieldFrame({ id, label, hint, error, aside, className, children }: FrameProps) {
  return (
    <div className={cx("grid content-start gap-[5px]", className)}>
      <div className="flex items-baseline justify-between gap-3 text-small">
        <label htmlFor={id} className="font-medium text-ink-2">
          {label}
        </label>
        {aside && <span className="text-ink-3">{aside}</span>}
      </div>
      {children}
      {error ? (
        <p id={`${id}-note`} className="flex items-start gap-1 text-small text-signal-ink">
          <Icon as={X} size={12} weight={2} className="mt-0.5" />
          {error}
        </p>
      ) : (
        hint && (
          <p id={`${id}-note`} className="text-small text-ink-3">
            {hint}
          </p>
        )
      )}
    </div>
  );
}

export const controlClass = (bad = false) =>
  cx(
    "state-motion w-full min-w-0 rounded-2 border bg-surface text-ink disabled:bg-sunken disabled:text-ink-disabled",
    bad ? "border-signal" : "border-line-control hover:border-ink-3",
  );

type TextProps = Omit<InputHTMLAttributes<HTMLInputElement>, "size"> &
  FieldText & {
    ref?: Ref<HTMLInputElement>;
    unit?: ReactNode;
    mono?: boolean;
    leading?: ReactNode;
  };

export function TextField({
  label,
  hint,
  error,
  aside,
  unit,
  mono,
  leading,
  className,
  ...rest
}: TextProps) {
  const made = useId();
  const id = rest.id ?? made;
  const described = error || hint ? `${id}-note` : undefined;
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} aside={aside} className={className}>
      <span className="relative flex items-center">
        {leading && <span className="absolute left-[9px] text-ink-3">{leading}</span>}
        <input
          {...rest}
          id={id}
          aria-invalid={Boolean(error) || undefined}
          aria-describedby={described}
          className={cx(
            controlClass(Boolean(error)),
            "h-8 px-[9px] coarse:h-11",
            mono && "type-mono",
            Boolean(leading) && "!pl-8",
            Boolean(unit) && "!pr-16",
          )}
        />
        {unit && (
          <span className="pointer-events-none absolute right-[9px] text-ink-3">{unit}</span>
        )}
      </span>
    </FieldFrame>
  );
}

type AreaProps = TextareaHTMLAttributes<HTMLTextAreaElement> & FieldText;

export function TextAreaField({
  label,
  hint,
  error,
  aside,
  className,
  rows = 3,
  ...rest
}: AreaProps) {
  const made = useId();
  const id = rest.id ?? made;
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} aside={aside} className={className}>
      <textarea
        {...rest}
        id={id}
        rows={rows}
        aria-invalid={Boolean(error) || undefined}
        aria-describedby={error || hint ? `${id}-note` : undefined}
        className={cx(controlClass(Boolean(error)), "px-[9px] py-[6px]")}
      />
    </FieldFrame>
  );
}
