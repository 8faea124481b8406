import type { LucideIcon } from "lucide-react";

type Props = { as: LucideIcon; size?: number; className?: string; weight?: number };

/** One stroke weight at every size, hidden from screen readers: the words beside it speak. */
export function Icon({ as: Drawing, size = 15, weight = 1.4, className }: Props) {
  return (
    <Drawing
      size={size}
      strokeWidth={weight}
      absoluteStrokeWidth
      aria-hidden="true"
      className={className}
    />
  );
}
