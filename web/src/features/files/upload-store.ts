import { type Problem, problemOf } from "@/lib/problem";
import { type Sending, sendFile } from "@/lib/send-file";
import { session } from "@/lib/session";

export type Upload =
  | { state: "idle" }
  | { state: "sending"; name: string; size: number; sent: number; rate: number | null }
  /** Every byte has left; the server looks whether it can be read. */
  | { state: "checking"; name: string; size: number }
  | { state: "failed"; name: string; size: number; problem: Problem; again: (() => void) | null };

const RATE_AFTER_MS = 800;

let upload: Upload = { state: "idle" };
let sending: Sending | null = null;
const listeners = new Set<() => void>();

function set(next: Upload): void {
  upload = next;
  for (const listener of listeners) listener();
}

const busy = () => upload.state === "sending" || upload.state === "checking";

/** A closed or reloaded page would end the upload, so the browser asks first. */
const hold = (event: BeforeUnloadEvent) => event.preventDefault();

/** The one upload of this browser tab. It goes on while other pages are open. */
export const uploads = {
  current: () => upload,
  busy,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },

  /** Says when the file is there; a second one while the first is on its way is not taken. */
  async send(file: File, onDone: (made: { id: string; name: string }) => void): Promise<void> {
    if (busy()) return;
    const { name, size } = file;
    const began = performance.now();
    set({ state: "sending", name, size, sent: 0, rate: null });
    window.addEventListener("beforeunload", hold);
    try {
      const query = new URLSearchParams({ name });
      sending = sendFile(`/api/v1/files?${query}`, file, (sent) => {
        if (sent >= size) return set({ state: "checking", name, size });
        const spent = performance.now() - began;
        set({
          state: "sending",
          name,
          size,
          sent,
          rate: spent < RATE_AFTER_MS ? null : (sent / spent) * 1000,
        });
      });
      const made = (await sending.answer) as { id: string; name: string };
      set({ state: "idle" });
      onDone(made);
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") set({ state: "idle" });
      else {
        const problem = problemOf(error);
        if (problem.status === 401) session.markExpired();
        set({
          state: "failed",
          name,
          size,
          problem,
          again: worthAnother(problem) ? () => void uploads.send(file, onDone) : null,
        });
      }
    } finally {
      sending = null;
      window.removeEventListener("beforeunload", hold);
    }
  },

  /** Refused before a byte has left. */
  refuse(name: string, size: number, problem: Problem): void {
    if (!busy()) set({ state: "failed", name, size, problem, again: null });
  },

  stop(): void {
    sending?.stop();
  },

  forget(): void {
    if (!busy()) set({ state: "idle" });
  },
};

/** The same bytes are refused again for the same reason; a lost line or a full server may not be. */
function worthAnother({ status }: Problem): boolean {
  return status === null || status === 401 || status === 429 || status >= 500;
}
