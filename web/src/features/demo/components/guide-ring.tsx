import { useEffect, useState } from "react";
import { cx } from "@/lib/cx";
import type { Target } from "../guide/chapters";
import { type Box, sideOf, spotOf } from "../guide/spot";

type Ring = { box: Box; label: string };

const GAP = 3;
/** Catches what moves without a word: a transition that ends, a font that comes. */
const LOOK_MS = 400;

/** A ring around the control that is meant, with a word beside it; what it covers stays clickable. */
export function GuideRing({ targets }: { targets: Target[] }) {
  const ring = useRing(targets);
  if (!ring) return null;
  const { box, label } = ring;
  const side = sideOf(box, { width: window.innerWidth, height: window.innerHeight });
  const atEnd = side !== "right" && box.left > window.innerWidth / 2;
  return (
    <div
      aria-hidden="true"
      data-guide-ring=""
      style={box}
      className="pointer-events-none fixed z-(--z-tour) rounded-2 border-2 border-accent"
    >
      <span
        className={cx(
          "absolute rounded-2 bg-accent px-2 py-0.5 text-small font-medium whitespace-nowrap text-on-accent shadow-2",
          side === "right" && "top-1/2 left-full ml-2 -translate-y-1/2",
          side === "below" && "top-full mt-1.5",
          side === "above" && "bottom-full mb-1.5",
          side !== "right" && (atEnd ? "right-0" : "left-0"),
        )}
      >
        {label}
      </span>
    </div>
  );
}

/** Follows the control wherever the page moves it. */
function useRing(targets: Target[]): Ring | null {
  const [ring, setRing] = useState<Ring | null>(null);
  useEffect(() => {
    let frame = 0;
    const measure = () => {
      frame = 0;
      const next = ringOf(targets);
      setRing((before) => (isSame(before, next) ? before : next));
    };
    const soon = () => {
      frame ||= requestAnimationFrame(measure);
    };
    const observer = new MutationObserver(soon);
    observer.observe(document.body, { childList: true, subtree: true });
    const timer = setInterval(soon, LOOK_MS);
    window.addEventListener("scroll", soon, { capture: true, passive: true });
    window.addEventListener("resize", soon);
    soon();
    return () => {
      observer.disconnect();
      clearInterval(timer);
      cancelAnimationFrame(frame);
      window.removeEventListener("scroll", soon, { capture: true });
      window.removeEventListener("resize", soon);
    };
  }, [targets]);
  return ring;
}

function ringOf(targets: Target[]): Ring | null {
  const spot = spotOf(targets);
  if (!spot) return null;
  const { left, top, width, height } = spot.element.getBoundingClientRect();
  return {
    label: spot.label,
    box: {
      left: left - GAP,
      top: top - GAP,
      width: width + 2 * GAP,
      height: height + 2 * GAP,
    },
  };
}

function isSame(one: Ring | null, other: Ring | null): boolean {
  if (!one || !other) return one === other;
  return (
    one.label === other.label &&
    (["left", "top", "width", "height"] as const).every((side) => one.box[side] === other.box[side])
  );
}
