type Values = (number | null)[];

function scaleOf(values: Values[], width: number, height: number, pad: number) {
  const known = values.flat().filter((value): value is number => value !== null);
  const highest = Math.max(1e-9, ...known);
  const count = Math.max(1, ...values.map((list) => list.length));
  const x = (index: number) => (count === 1 ? width / 2 : 1 + (index / (count - 1)) * (width - 2));
  // Zero-based: a count's distance from nothing is the point.
  const y = (value: number) => height - pad - (Math.max(0, value) / highest) * (height - 2 * pad);
  return { x, y };
}

export type Scale = ReturnType<typeof scaleOf>;

export function scaleFor(lists: Values[], width: number, height: number, pad = 2): Scale {
  return scaleOf(lists, width, height, pad);
}

const round = (value: number) => Math.round(value * 10) / 10;

/** A line broken where nothing was collected. */
export function linePath(values: Values, { x, y }: Scale): string {
  let path = "";
  let drawing = false;
  values.forEach((value, index) => {
    if (value !== null) path += `${drawing ? "L" : "M"}${round(x(index))} ${round(y(value))}`;
    drawing = value !== null;
  });
  return path;
}

/** The area between two lines, in pieces where either is missing. */
export function bandPath(lower: Values, upper: Values, { x, y }: Scale): string {
  let path = "";
  let run: number[] = [];
  const close = () => {
    if (run.length > 1) {
      const top = run.map((index) => `${round(x(index))} ${round(y(upper[index] as number))}`);
      const bottom = run
        .map((index) => `${round(x(index))} ${round(y(lower[index] as number))}`)
        .reverse();
      path += `M${top.join("L")}L${bottom.join("L")}Z`;
    }
    run = [];
  };
  upper.forEach((value, index) => {
    if (value === null || lower[index] === null || lower[index] === undefined) close();
    else run.push(index);
  });
  close();
  return path;
}

export function areaPath(values: Values, width: number, height: number, pad: number): string {
  const zero = values.map((value) => (value === null ? null : 0));
  return bandPath(zero, values, scaleOf([values], width, height, pad));
}
