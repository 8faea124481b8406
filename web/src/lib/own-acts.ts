/** What the person in this tab has just done and the server has taken. */
export type OwnAct =
  | { kind: "run"; slug: string; scan: string; job: string }
  | { kind: "rule"; slug: string; destination: string; rule: string };

const listeners = new Set<(act: OwnAct) => void>();

/** Told by the pages, so that a listener need not guess from what changed who did it. */
export const ownActs = {
  tell(act: OwnAct): void {
    for (const listener of listeners) listener(act);
  },
  subscribe(listener: (act: OwnAct) => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
