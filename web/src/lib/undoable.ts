import { useSyncExternalStore } from "react";
import { problemOf } from "./problem";
import { toasts } from "./toast-store";

type Removal = {
  /** Of the thing that goes. */
  id: string;
  /** "Checkout rule is deleted" */
  done: string;
  /** Asks the server for it. The page may be closing: the request has to outlive it. */
  commit: () => Promise<unknown>;
  /** "Checkout rule is still here" */
  unchanged: string;
};

let hidden: ReadonlySet<string> = new Set();
const waiting = new Map<string, Removal>();
const listeners = new Set<() => void>();

function hide(id: string, away: boolean): void {
  const next = new Set(hidden);
  if (away) next.add(id);
  else next.delete(id);
  hidden = next;
  for (const listener of listeners) listener();
}

async function finish(id: string): Promise<void> {
  const removal = waiting.get(id);
  if (!waiting.delete(id) || !removal) return;
  try {
    await removal.commit();
  } catch (error) {
    hide(id, false);
    toasts.show(`${removal.unchanged}. ${problemOf(error).detail}`, {
      label: "Retry",
      run: () => undoable.remove(removal),
    });
  }
}

export const undoable = {
  /** Out of sight at once; the server hears of it when the notice with its Undo has gone, or the page goes. */
  remove(removal: Removal): void {
    const { id } = removal;
    waiting.set(id, removal);
    hide(id, true);
    const undo = () => {
      waiting.delete(id);
      hide(id, false);
    };
    toasts.show(removal.done, { label: "Undo", run: undo }, () => void finish(id));
  },
};

/** Ids of what was removed here, for lists to leave out. */
export function useRemoved(): ReadonlySet<string> {
  return useSyncExternalStore(subscribe, () => hidden);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

window.addEventListener("pagehide", () => {
  for (const id of waiting.keys()) void finish(id);
});
