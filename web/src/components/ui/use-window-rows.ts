import { type RefObject, useEffect, useState } from "react";

const ALL_UP_TO = 200;
/** Rows drawn beyond either edge of the window, so that scrolling shows no gap. */
const SPARE = 12;

type WindowRows = { indexes: number[]; before: number; after: number };

const roomFor = (height: number) => Math.ceil(window.innerHeight / height) + 2 * SPARE;

/** Which rows to draw: all of a short list, those near the viewport of a long one. Rows have one height. */
export function useWindowRows(
  count: number,
  height: number,
  box: RefObject<HTMLElement | null>,
): WindowRows {
  const partly = count > ALL_UP_TO;
  const [first, setFirst] = useState(0);
  const [room, setRoom] = useState(() => roomFor(height));
  useEffect(() => {
    if (!partly) return;
    const measure = () => {
      setRoom(roomFor(height));
      const top = box.current?.getBoundingClientRect().top ?? 0;
      const above = Math.max(0, Math.floor(-top / height) - SPARE);
      // Whole steps: a row scrolled past need not draw the list anew.
      setFirst(above - (above % SPARE));
    };
    measure();
    window.addEventListener("scroll", measure, { passive: true });
    window.addEventListener("resize", measure);
    return () => {
      window.removeEventListener("scroll", measure);
      window.removeEventListener("resize", measure);
    };
  }, [partly, height, box]);
  const from = partly ? Math.min(first, Math.max(0, count - room)) : 0;
  const to = partly ? Math.min(count, from + room + SPARE) : count;
  return {
    indexes: Array.from({ length: to - from }, (_, index) => from + index),
    before: from * height,
    after: (count - to) * height,
  };
}
