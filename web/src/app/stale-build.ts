import { serverAnswers } from "@/lib/api-client";
import { NoAnswerError } from "@/lib/problem";

const KEY = "tripl.reloaded";
const APART_MS = 30_000;
const ASKING_MS = 5000;

/** After an upgrade an open page may ask for code that is gone: it is loaded anew, but never in a circle. */
export function reloadWhenStale(): void {
  window.addEventListener("vite:preloadError", () => void reloadIfAnswered());
}

async function reloadIfAnswered(): Promise<void> {
  const last = Number(sessionStorage.getItem(KEY) ?? 0);
  if (Date.now() - last < APART_MS) return;
  // Nobody there is no upgrade: loading anew would leave a page of the browser in place of ours.
  if (!(await serverAnswers(ASKING_MS))) return;
  sessionStorage.setItem(KEY, String(Date.now()));
  window.location.reload();
}

/** The code of a page; what did not come is said by the page, not tried anew by the router on its own. */
export const pageCode =
  <T>(load: () => Promise<T>) =>
  (): Promise<T> =>
    load().catch(() => {
      throw new NoAnswerError();
    });
