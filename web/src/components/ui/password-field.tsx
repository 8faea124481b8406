import { Check, Circle, Eye, EyeOff } from "lucide-react";
import { useId, useState } from "react";
import { cx } from "@/lib/cx";
import { controlClass, FieldFrame, type FieldText } from "./field";
import { Icon } from "./icon";

export type PasswordRule = { text: string; test: (password: string) => boolean };

type Props = FieldText & {
  value: string;
  onChange: (value: string) => void;
  /** Rules that tick as one types; leave out for signing in. */
  rules?: PasswordRule[];
  autoComplete: "current-password" | "new-password";
  name?: string;
};

export function PasswordField({
  value,
  onChange,
  rules = [],
  label,
  error,
  autoComplete,
  ...rest
}: Props) {
  const id = useId();
  const [visible, setVisible] = useState(false);
  return (
    <FieldFrame id={id} label={label} error={error} hint={rest.hint} aside={rest.aside}>
      <span className="relative flex items-center">
        <input
          id={id}
          name={rest.name ?? "password"}
          type={visible ? "text" : "password"}
          required
          autoComplete={autoComplete}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          aria-invalid={Boolean(error) || undefined}
          aria-describedby={`${rules.length ? `${id}-rules ` : ""}${id}-note`}
          className={cx(controlClass(Boolean(error)), "h-9 px-[9px] !pr-10 coarse:h-11")}
        />
        <button
          type="button"
          onClick={() => setVisible(!visible)}
          aria-label={visible ? "Hide password" : "Show password"}
          className="absolute right-1 grid size-7 place-items-center rounded-2 text-ink-3 hover:bg-hover coarse:size-10"
        >
          <Icon as={visible ? EyeOff : Eye} />
        </button>
      </span>
      {rules.length > 0 && (
        <ul id={`${id}-rules`} className="mt-1 grid gap-0.5 text-small">
          {rules.map((rule) => (
            <Rule key={rule.text} text={rule.text} met={rule.test(value)} />
          ))}
        </ul>
      )}
    </FieldFrame>
  );
}

function Rule({ text, met }: { text: string; met: boolean }) {
  return (
    <li className={cx("flex items-center gap-1.5", met ? "text-ok-ink" : "text-ink-3")}>
      <Icon as={met ? Check : Circle} size={12} weight={met ? 2 : 1.4} />
      {text}
      <span className="sr-only">{met ? ", met" : ", not met yet"}</span>
    </li>
  );
}
