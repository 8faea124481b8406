import type { Target } from "./chapters";

export type Box = { left: number; top: number; width: number; height: number };
export type Side = "right" | "below" | "above";

const LABEL = { width: 250, height: 34 };
const BAR = 48;

/** The first of the targets that is on the page and not behind a dialog. */
export function spotOf(targets: Target[]): { element: HTMLElement; label: string } | null {
  for (const { control, label } of targets)
    for (const element of document.querySelectorAll<HTMLElement>(`[data-guide~="${control}"]`))
      if (isReachable(element)) return { element, label };
  return null;
}

/** Drawn, and not covered by something else at its middle; outside the window counts as reachable by scrolling. */
function isReachable(element: HTMLElement): boolean {
  const { left, top, width, height } = element.getBoundingClientRect();
  if (width === 0 || height === 0) return false;
  if (document.querySelector('[role="dialog"]') && !element.closest('[role="dialog"]'))
    return false;
  const x = left + width / 2;
  const y = top + height / 2;
  if (x < 0 || x > window.innerWidth) return false;
  if (y < BAR || y > window.innerHeight) return true;
  const hit = document.elementFromPoint(x, y);
  return hit === null || element.contains(hit) || hit.contains(element);
}

/** Where the word stands: beside what is small, else under it, else over it. */
export function sideOf(box: Box, view: { width: number; height: number }): Side {
  const small = box.width < 300 && box.height < 60;
  if (small && box.left + box.width + LABEL.width < view.width) return "right";
  if (!small && box.top > BAR + LABEL.height) return "above";
  return box.top + box.height + LABEL.height < view.height ? "below" : "above";
}
