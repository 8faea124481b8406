/** The start of a path that a pattern takes; `$slug` is any one part of it. */
export function startOf(pattern: string, path: string): string | null {
  if (pattern === "/") return path === "/" ? "/" : null;
  return new RegExp(`^${pattern.replace("$slug", "[^/]+")}(?=/|$)`).exec(path)?.[0] ?? null;
}

export function partsOf(path: string): string[] {
  return path.split("/").filter(Boolean);
}

export function matches(pattern: string, parts: string[]): boolean {
  const wanted = partsOf(pattern);
  return (
    wanted.length === parts.length &&
    wanted.every((part, index) => part === "$" || part === parts[index])
  );
}
