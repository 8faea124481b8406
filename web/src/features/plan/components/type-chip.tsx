/** The colour a team gave an event type. */
export function TypeChip({ color }: { color: string }) {
  return (
    <span
      aria-hidden="true"
      className="size-2.5 shrink-0 rounded-1 ring ring-line"
      style={{ backgroundColor: color }}
    />
  );
}
