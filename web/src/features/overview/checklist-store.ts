/** Which projects' checklists this browser has put away; remembered across visits. */
const KEY = "tripl.checklist.dismissed";
const listeners = new Set<() => void>();
let held: readonly string[] | null = null;

function read(): readonly string[] {
  if (held) return held;
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    held = Array.isArray(stored) ? stored.filter((id) => typeof id === "string") : [];
  } catch {
    held = [];
  }
  return held;
}

function write(next: readonly string[]): void {
  held = next;
  try {
    localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // A browser without storage forgets it with the page.
  }
  for (const listener of listeners) listener();
}

export const checklists = {
  dismissed: read,
  dismiss: (projectId: string) => write([...read().filter((id) => id !== projectId), projectId]),
  restore: (projectId: string) => write(read().filter((id) => id !== projectId)),
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
