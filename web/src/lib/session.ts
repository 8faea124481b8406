/** Whether the server stopped knowing us while a page was open. */
type Listener = () => void;

let expired = false;
const listeners = new Set<Listener>();

function set(next: boolean): void {
  if (expired === next) return;
  expired = next;
  for (const listener of listeners) listener();
}

export const session = {
  isExpired: () => expired,
  markExpired: () => set(true),
  markAlive: () => set(false),
  subscribe(listener: Listener): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
