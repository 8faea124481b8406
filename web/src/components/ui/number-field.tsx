import { useState } from "react";
import { formatNumber } from "@/lib/format-number";
import { type FieldText, TextField } from "./field";

type Props = FieldText & {
  value: number | null;
  onChange: (value: number | null) => void;
  min?: number;
  max?: number;
  unit?: string;
  disabled?: boolean;
  className?: string;
};

/** Keeps what was typed when it is out of range, and says that it is not taken. */
export function NumberField({ value, onChange, min, max, error, ...rest }: Props) {
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed ?? (value === null ? "" : String(value));
  const problem = typed === null ? null : complaint(typed, min, max);

  const change = (text: string) => {
    const bad = complaint(text, min, max);
    setTyped(bad ? text : null);
    if (!bad) onChange(text.trim() === "" ? null : Number(text));
    else setTyped(text);
  };

  return (
    <TextField
      {...rest}
      inputMode="decimal"
      value={shown}
      onChange={(event) => change(event.target.value)}
      error={problem ?? error}
    />
  );
}

function complaint(text: string, min?: number, max?: number): string | null {
  if (text.trim() === "") return null;
  const value = Number(text);
  if (Number.isNaN(value)) return "Not a number, so it is not saved";
  if (min !== undefined && value < min) return `Not saved: at least ${formatNumber(min)}`;
  if (max !== undefined && value > max) return `Not saved: at most ${formatNumber(max)}`;
  return /[.,]$/.test(text.trim()) ? "Finish the fraction" : null;
}
