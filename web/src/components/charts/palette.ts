export type ChartPalette = Record<
  | "actual"
  | "expected"
  | "band"
  | "anomaly"
  | "grid"
  | "axis"
  | "base"
  | "hatch"
  | "sunken"
  | "late"
  | "lateInk"
  | "annotation"
  | "release"
  | "surface",
  string
> & { font: string };

const TOKENS: Record<Exclude<keyof ChartPalette, "font">, string> = {
  actual: "--c-actual",
  expected: "--c-expected",
  band: "--c-band",
  anomaly: "--c-anomaly",
  grid: "--c-grid",
  axis: "--c-axis",
  base: "--line-strong",
  hatch: "--c-hatch",
  sunken: "--sunken",
  late: "--late",
  lateInk: "--late-ink",
  annotation: "--c-annot",
  release: "--c-release",
  surface: "--surface",
};

/** The tokens as a canvas needs them: plain values, read anew when the theme changes. */
export function readPalette(element: Element): ChartPalette {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  const colours = Object.fromEntries(
    Object.entries(TOKENS).map(([key, token]) => [key, read(token)]),
  );
  return { ...colours, font: read("--font") } as ChartPalette;
}
