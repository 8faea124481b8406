import { ChevronLeft, ChevronRight } from "lucide-react";
import { formatNumber } from "@/lib/format-number";
import { Button } from "./button";
import { Icon } from "./icon";

type Props = {
  offset: number;
  limit: number;
  /** How many there are; or, where nobody counts them, whether there are more than shown. */
  total: number | "more" | "no more";
  onMove: (offset: number) => void;
};

export function Pagination({ offset, limit, total, onMove }: Props) {
  const known = typeof total === "number";
  const ends = known ? offset + limit >= total : total === "no more";
  if (offset === 0 && ends) return null;
  const last = known ? Math.min(offset + limit, total) : offset + limit;
  return (
    <nav aria-label="Pages" className="flex items-center gap-2 text-small text-ink-3">
      <span>
        {known || !ends
          ? `${formatNumber(offset + 1)}–${formatNumber(last)}`
          : `From ${formatNumber(offset + 1)} on`}
        {known && ` of ${formatNumber(total)}`}
      </span>
      <Button
        size="sm"
        square
        aria-label="Previous page"
        disabled={offset === 0}
        onClick={() => onMove(Math.max(0, offset - limit))}
      >
        <Icon as={ChevronLeft} size={13} />
      </Button>
      <Button
        size="sm"
        square
        aria-label="Next page"
        disabled={ends}
        onClick={() => onMove(offset + limit)}
      >
        <Icon as={ChevronRight} size={13} />
      </Button>
    </nav>
  );
}
