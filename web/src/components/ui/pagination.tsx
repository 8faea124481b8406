import { ChevronLeft, ChevronRight } from "lucide-react";
import { formatNumber } from "@/lib/format-number";
import { Button } from "./button";
import { Icon } from "./icon";

type Props = { offset: number; limit: number; total: number; onMove: (offset: number) => void };

export function Pagination({ offset, limit, total, onMove }: Props) {
  if (total <= limit) return null;
  const last = Math.min(offset + limit, total);
  return (
    <nav aria-label="Pages" className="flex items-center gap-2 text-small text-ink-3">
      <span>
        {formatNumber(offset + 1)}–{formatNumber(last)} of {formatNumber(total)}
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
        disabled={last >= total}
        onClick={() => onMove(offset + limit)}
      >
        <Icon as={ChevronRight} size={13} />
      </Button>
    </nav>
  );
}
