import { useEffect, useState, useSyncExternalStore } from "react";

/** The current time in milliseconds, renewed so that "4 min ago" stays true. */
export function useNow(everyMs = 30_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

const TICK_MS = 30_000;
const listeners = new Set<() => void>();
let shared = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

/** The same for the many small parts of a page: one clock ticks for all of them. */
export function useSharedNow(): number {
  return useSyncExternalStore(listen, () => shared);
}

function listen(listener: () => void): () => void {
  if (listeners.size === 0) {
    shared = Date.now();
    timer = setInterval(() => {
      shared = Date.now();
      for (const each of listeners) each();
    }, TICK_MS);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(timer);
  };
}
