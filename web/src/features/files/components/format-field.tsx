import { useState } from "react";
import { TextField } from "@/components/ui/field";

type Props = {
  value: string;
  hint: string;
  error?: string;
  onCommit: (format: string) => void;
};

/** How names are built; it counts once it is left, because half a format is none. */
export function FormatField({ value, onCommit, ...rest }: Props) {
  const [typed, setTyped] = useState(value);
  const commit = () => typed.trim() !== value && onCommit(typed.trim());
  return (
    <TextField
      {...rest}
      mono
      label="Event name format"
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => event.key === "Enter" && commit()}
    />
  );
}
