import { useEffect, useSyncExternalStore } from "react";

let subject: string | null = null;
const listeners = new Set<() => void>();

function set(next: string | null): void {
  subject = next;
  for (const listener of listeners) listener();
}

/** Names what the page is about: the tab's title and the last breadcrumb. */
export function usePageTitle(title: string | null | undefined, asSubject = false): void {
  useEffect(() => {
    document.title = title ? `${title} · tripl` : "tripl";
    if (!asSubject) return;
    set(title ?? null);
    return () => set(null);
  }, [title, asSubject]);
}

export function usePageSubject(): string | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => subject,
  );
}
