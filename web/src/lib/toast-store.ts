export type Toast = {
  id: number;
  text: string;
  action?: { label: string; run: () => void };
  /** It has left the screen, by its time, its action or its cross. */
  onGone?: () => void;
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
  show(text: string, action?: Toast["action"], onGone?: Toast["onGone"]): void {
    set([...items, { id: nextId++, text, action, onGone }]);
  },
  dismiss(id: number): void {
    const gone = items.filter((item) => item.id === id);
    set(items.filter((item) => item.id !== id));
    for (const toast of gone) toast.onGone?.();
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
