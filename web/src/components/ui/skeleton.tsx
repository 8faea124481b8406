import { cx } from "@/lib/cx";
import { useDelayed } from "@/lib/use-delayed";

/** A grey bar where text will stand. */
export function SkeletonBar({ className }: { className?: string }) {
  return <span className={cx("block h-3 rounded-1 bg-hover", className)} />;
}

/** Rows in the place of a list that is loading, after 200 ms and never as a fake 0. */
export function SkeletonRows({ rows = 6, height = 34 }: { rows?: number; height?: number }) {
  const shown = useDelayed(true);
  return (
    <div
      role="status"
      aria-label="Loading"
      className={cx(
        // A box as the list will have it; inside a panel the panel is the box.
        "min-h-8 rounded-3 border border-line bg-surface in-[section]:border-0 in-[section]:bg-transparent",
        !shown && "invisible",
      )}
    >
      {Array.from({ length: rows }, (_, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: placeholder rows are all alike.
          key={index}
          style={{ height }}
          className="flex items-center gap-6 border-b border-line px-3.5 last:border-0"
        >
          <SkeletonBar className="w-1/4" />
          <SkeletonBar className="w-1/6" />
          <SkeletonBar className="ml-auto w-1/12" />
        </div>
      ))}
    </div>
  );
}
