import type { ReactNode } from "react";
import type { SettingOut } from "@/api/generated/types.gen";
import { Badge } from "@/components/ui/badge";
import { Checkbox } from "@/components/ui/choice";
import { TextAreaField, TextField } from "@/components/ui/field";
import { MaskedSecret } from "@/components/ui/masked-secret";
import { NumberField } from "@/components/ui/number-field";
import { Select } from "@/components/ui/select";
import { cx } from "@/lib/cx";
import type { Value } from "../draft";
import { choiceOf, labelOf, unitOf } from "../words";

type Props = {
  field: SettingOut;
  value: Value;
  onChange: (value: Value) => void;
  error?: string;
  /** What it hangs on is off: it means nothing now, and can be changed all the same. */
  idle: boolean;
};

/** One setting, drawn by its kind. */
export function SettingField(props: Props) {
  return (
    <div
      data-idle={props.idle || undefined}
      className={cx(
        "min-w-0",
        props.idle && "[&_input]:bg-sunken [&_input]:text-ink-3 [&_label]:text-ink-3",
      )}
    >
      <Control {...props} />
    </div>
  );
}

function Control({ field, value, onChange, error }: Props) {
  const label = labelOf(field.name);
  const hint = <Hint field={field} />;
  const aside = <Origin field={field} />;
  const text = { label, hint, error, aside };
  switch (field.kind) {
    case "switch":
      return (
        <div className="grid gap-1">
          <div className="flex items-start justify-between gap-3">
            <Checkbox checked={value === true} onChange={onChange} label={label} hint={hint} />
            <span className="text-small text-ink-3">{aside}</span>
          </div>
          {error && <p className="text-small text-signal-ink">{error}</p>}
        </div>
      );
    case "number":
      return (
        <NumberField
          {...text}
          value={typeof value === "number" ? value : null}
          onChange={onChange}
          min={field.minimum ?? undefined}
          max={field.maximum ?? undefined}
          unit={unitOf(field.name)}
        />
      );
    case "choice":
      return (
        <Select
          {...text}
          value={typeof value === "string" ? value : null}
          options={field.choices.map((choice) => ({ value: choice, label: choiceOf(choice) }))}
          placeholder="Not chosen"
          onChange={onChange}
          {...(field.fallback === null && {
            clearLabel: "Not chosen",
            onClear: () => onChange(null),
          })}
        />
      );
    case "list":
      return (
        <TextAreaField
          {...text}
          {...PLAIN}
          rows={2}
          value={String(value ?? "")}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    case "secret":
      return (
        <MaskedSecret
          label={label}
          isSet={field.configured && value !== null}
          value={typeof value === "string" ? value : ""}
          onChange={onChange}
          onClear={field.source === "override" ? () => onChange(null) : undefined}
          hint={value === null ? "The saved value goes when you save." : field.description}
          error={error}
        />
      );
    default:
      return (
        <TextField
          {...text}
          {...PLAIN}
          value={String(value ?? "")}
          onChange={(event) => onChange(event.target.value)}
        />
      );
  }
}

/** Neither a browser's memory nor its dictionary belongs into the settings of a server. */
const PLAIN = { autoComplete: "off", spellCheck: false, autoCapitalize: "off" } as const;

function Hint({ field }: { field: SettingOut }): ReactNode {
  return (
    <>
      {field.description.replace(/\.$|`/g, "")}.{" "}
      <code className="type-mono">{field.name.toUpperCase()}</code>
    </>
  );
}

function Origin({ field }: { field: SettingOut }): ReactNode {
  return (
    <span className="inline-flex items-center gap-1.5">
      {field.pending && <Badge tone="late">from the next start</Badge>}
      {field.source === "override" && <Badge tone="accent">override</Badge>}
      {field.source === "env" && <Badge>env</Badge>}
    </span>
  );
}
