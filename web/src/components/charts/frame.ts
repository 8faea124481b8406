/** Room around the plot in CSS pixels; fixed, so that reading needs no question to the canvas. */
export type PlotFrame = { left: number; right: number; top: number; bottom: number };

const WIDE: PlotFrame = { left: 40, right: 12, top: 20, bottom: 26 };
const NARROW: PlotFrame = { left: 34, right: 8, top: 20, bottom: 24 };

export function frameOf(narrow: boolean): PlotFrame {
  return narrow ? NARROW : WIDE;
}
