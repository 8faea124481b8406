import { useId, useState } from "react";
import { Button } from "./button";
import { TextField } from "./field";

type Props = {
  label: string;
  /** Whether the server holds a value; it never sends it. */
  isSet: boolean;
  value: string;
  onChange: (value: string) => void;
  /** Takes the stored value away; absent where it cannot be taken away here. */
  onClear?: () => void;
  hint?: string;
  error?: string | null;
};

/** "Set" and Replace; never a row of dots that pretends to hold the value. */
export function MaskedSecret({ label, isSet, value, onChange, onClear, hint, error }: Props) {
  const id = useId();
  const [replacing, setReplacing] = useState(false);
  if (!isSet || replacing) {
    return (
      <TextField
        id={id}
        label={label}
        type="password"
        // Browsers fill a password in where it only says "off".
        autoComplete="new-password"
        spellCheck={false}
        data-1p-ignore=""
        data-lpignore="true"
        value={value}
        hint={replacing ? "The stored value stays until you save another." : hint}
        error={error}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  }
  return (
    <div className="grid content-start gap-[5px]">
      <span className="text-small font-medium text-ink-2">{label}</span>
      <span className="flex h-8 items-center gap-3">
        <span className="text-ink-2">Set, not shown</span>
        <Button size="sm" onClick={() => setReplacing(true)}>
          Replace
        </Button>
        {onClear && (
          <Button size="sm" variant="ghost" onClick={onClear}>
            Clear
          </Button>
        )}
      </span>
    </div>
  );
}
