import { type PointerEvent, useRef } from "react";
import { useShortcuts } from "@/lib/keyboard";
import { areaPath } from "./paths";
import { shiftWindow, type TimeWindow, type VolumePoint } from "./series";

type Props = {
  grid: VolumePoint[];
  step: number;
  window: TimeWindow;
  onChange: (window: TimeWindow) => void;
};

type Grip = "move" | "from" | "to";

const WIDTH = 1000;
const HEIGHT = 28;

/** The whole range in grey; the petrol window marks what the big plot shows. Drag it, its edges, or press [ and ]. */
export function RangeStrip({ grid, step, window, onChange }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const drag = useRef<{ grip: Grip; x: number; start: TimeWindow } | null>(null);
  const range = { from: grid[0]?.bucket ?? 0, to: (grid[grid.length - 1]?.bucket ?? 0) + step };
  const span = Math.max(step, range.to - range.from);
  const size = window.to - window.from;
  useShortcuts([
    {
      keys: "[",
      label: "Show an earlier part of the chart",
      run: () => onChange(shiftWindow(window, -size / 2, range)),
    },
    {
      keys: "]",
      label: "Show a later part of the chart",
      run: () => onChange(shiftWindow(window, size / 2, range)),
    },
  ]);

  const begin = (grip: Grip) => (event: PointerEvent) => {
    event.preventDefault();
    event.stopPropagation();
    box.current?.setPointerCapture(event.pointerId);
    drag.current = { grip, x: event.clientX, start: window };
  };
  const move = (event: PointerEvent) => {
    const held = drag.current;
    const width = box.current?.clientWidth ?? 0;
    if (!held || width === 0) return;
    const by = Math.round(((event.clientX - held.x) / width) * (span / step)) * step;
    onChange(dragged(held.grip, held.start, by, range, step));
  };
  const end = () => {
    drag.current = null;
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const by = {
      ArrowLeft: -step,
      ArrowRight: step,
      PageUp: -size,
      PageDown: size,
      Home: -span,
      End: span,
    }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    onChange(shiftWindow(window, by, range));
  };

  const percent = (at: number) => `${((at - range.from) / span) * 100}%`;
  return (
    <div
      ref={box}
      onPointerMove={move}
      onPointerUp={end}
      onPointerCancel={end}
      className="relative h-7 touch-none rounded-1 bg-sunken"
    >
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="absolute inset-0 size-full"
        aria-hidden="true"
      >
        <path
          d={areaPath(
            grid.map((point) => point.actual),
            WIDTH,
            HEIGHT,
            3,
          )}
          className="fill-c-compare opacity-55"
        />
      </svg>
      {grid
        .filter((point) => point.anomaly)
        .map((point) => (
          <span
            key={point.bucket}
            aria-hidden="true"
            style={{ left: percent(point.bucket + step / 2) }}
            className={`absolute top-0.5 -translate-x-1/2 text-[8px] leading-2 text-signal ${point.judged ? "opacity-60" : ""}`}
          >
            {point.anomaly === "drop" ? (point.judged ? "▽" : "▼") : point.judged ? "△" : "▲"}
          </span>
        ))}
      <div
        role="slider"
        tabIndex={0}
        aria-label="Shown part of the range"
        aria-valuemin={0}
        aria-valuemax={Math.round((span - size) / step)}
        aria-valuenow={Math.round((window.from - range.from) / step)}
        aria-valuetext={`${Math.round(size / step)} buckets`}
        onKeyDown={onKeyDown}
        onPointerDown={begin("move")}
        style={{ left: percent(window.from), width: `${(size / span) * 100}%` }}
        className="absolute inset-y-0 cursor-grab rounded-1 border border-accent bg-accent/15"
      >
        <span
          onPointerDown={begin("from")}
          className="absolute inset-y-0 -left-1 w-2 cursor-ew-resize after:absolute after:inset-y-2 after:left-[3px] after:w-[3px] after:rounded-full after:bg-accent"
        />
        <span
          onPointerDown={begin("to")}
          className="absolute inset-y-0 -right-1 w-2 cursor-ew-resize after:absolute after:inset-y-2 after:right-[3px] after:w-[3px] after:rounded-full after:bg-accent"
        />
      </div>
    </div>
  );
}

const FEWEST = 6;

function dragged(
  grip: Grip,
  start: TimeWindow,
  by: number,
  range: TimeWindow,
  step: number,
): TimeWindow {
  if (grip === "move") return shiftWindow(start, by, range);
  const least = Math.min(range.to - range.from, FEWEST * step);
  if (grip === "from")
    return {
      from: Math.max(range.from, Math.min(start.from + by, start.to - least)),
      to: start.to,
    };
  return { from: start.from, to: Math.min(range.to, Math.max(start.to + by, start.from + least)) };
}
