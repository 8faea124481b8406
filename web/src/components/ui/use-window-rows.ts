import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useLayoutEffect, useState } from "react";

const VIRTUAL_ABOVE = 200;

type WindowRows = { indexes: number[]; before: number; after: number };

/** Which rows to draw: all of a short list, those near the viewport of a long one. */
export function useWindowRows(
  count: number,
  height: number,
  box: RefObject<HTMLElement | null>,
): WindowRows {
  const virtual = count > VIRTUAL_ABOVE;
  const [margin, setMargin] = useState(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (virtual && element) setMargin(element.getBoundingClientRect().top + window.scrollY);
  }, [virtual, box]);
  const virtualizer = useWindowVirtualizer({
    count: virtual ? count : 0,
    estimateSize: () => height,
    overscan: 12,
    scrollMargin: margin,
  });
  if (!virtual)
    return { indexes: Array.from({ length: count }, (_, index) => index), before: 0, after: 0 };
  const items = virtualizer.getVirtualItems();
  const first = items[0];
  const last = items[items.length - 1];
  return {
    indexes: items.map((item) => item.index),
    before: first ? first.start - margin : 0,
    after: last ? virtualizer.getTotalSize() - (last.end - margin) : 0,
  };
}
