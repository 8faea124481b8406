import type { KeyboardEvent, PointerEvent } from "react";
import type { PlotFrame } from "./frame";
import type { VolumePoint } from "./series";

type Props = {
  points: VolumePoint[];
  step: number;
  frame: PlotFrame;
  bucket: number | null;
  /** Someone chose this bucket; otherwise it is where the read-out rests. */
  pinned: boolean;
  onPick: (bucket: number | null) => void;
  text: string;
};

const DAY = 86_400;

/** Lies over the plot: pointer, touch and arrow keys choose the bucket that the read-out says. */
export function PlotReader({ points, step, frame, bucket, pinned, onPick, text }: Props) {
  const first = points[0]?.bucket ?? 0;
  const index = points.findIndex((point) => point.bucket === bucket);

  const fromPointer = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = (event.clientX - box.left) / Math.max(1, box.width);
    const at = Math.max(0, Math.min(points.length - 1, Math.floor(share * points.length)));
    onPick(points[at]?.bucket ?? null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const far = event.shiftKey ? Math.max(1, Math.round(DAY / step)) : 1;
    const to = { ArrowLeft: index - far, ArrowRight: index + far, Home: 0, End: points.length - 1 }[
      event.key
    ];
    if (event.key === "Escape" && pinned) onPick(null);
    else if (to === undefined) return;
    else onPick(points[Math.max(0, Math.min(points.length - 1, to))]?.bucket ?? null);
    event.preventDefault();
  };

  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label="Read a bucket"
      aria-valuemin={0}
      aria-valuemax={Math.max(0, points.length - 1)}
      aria-valuenow={Math.max(0, index)}
      aria-valuetext={text}
      onKeyDown={onKeyDown}
      onPointerMove={fromPointer}
      onPointerDown={fromPointer}
      onPointerLeave={(event) => event.pointerType === "mouse" && onPick(null)}
      style={{ left: frame.left, right: frame.right, top: frame.top, bottom: frame.bottom }}
      className="absolute touch-pan-y rounded-1"
    >
      {bucket !== null && points.length > 0 && (
        <span
          aria-hidden="true"
          className="pointer-events-none absolute inset-y-0 w-px bg-ink-3"
          style={{ left: `${((bucket - first) / step + 0.5) * (100 / points.length)}%` }}
        />
      )}
    </div>
  );
}
