import { cx } from "@/lib/cx";

const TINTS = [
  "bg-accent-tint text-accent-ink",
  "bg-drift-tint text-drift-ink",
  "bg-late-tint text-late-ink",
  "bg-ok-tint text-ok-ink",
];

/** Initials; the same name always has the same tint. */
export function Avatar({ name }: { name: string }) {
  const words = name
    .trim()
    .split(/[\s@._-]+/)
    .filter(Boolean);
  const initials = (
    words.length > 1
      ? words
          .slice(0, 2)
          .map((word) => word[0])
          .join("")
      : name.slice(0, 2)
  ).toUpperCase();
  const hash = [...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
  return (
    <span
      aria-hidden="true"
      className={cx(
        "inline-grid size-5 shrink-0 place-items-center rounded-full text-[9px] font-strong",
        TINTS[hash % TINTS.length],
      )}
    >
      {initials}
    </span>
  );
}
