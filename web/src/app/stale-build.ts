const KEY = "tripl.reloaded";
const APART_MS = 30_000;

/** After an upgrade an open page may ask for code that is gone: it is loaded anew, but never in a circle. */
export function reloadWhenStale(): void {
  window.addEventListener("vite:preloadError", (event) => {
    const last = Number(sessionStorage.getItem(KEY) ?? 0);
    if (Date.now() - last < APART_MS) return;
    event.preventDefault();
    sessionStorage.setItem(KEY, String(Date.now()));
    window.location.reload();
  });
}
