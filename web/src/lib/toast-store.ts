export type Toast = {
  id: number;
  text: string;
  action?: { label: string; run: () => void };
};

let items: Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function set(next: Toast[]): void {
  items = next;
  for (const listener of listeners) listener();
}

export const toasts = {
  list: () => items,
  /** Says what was done, with at most one way to go on (Undo, Open). */
  show(text: string, action?: Toast["action"]): void {
    set([...items, { id: nextId++, text, action }]);
  },
  dismiss(id: number): void {
    set(items.filter((item) => item.id !== id));
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
