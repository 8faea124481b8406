// Runs before first paint, so that a dark page never flashes light. Kept in step with src/lib/theme.ts.
(() => {
  let choice = "system";
  try {
    choice = localStorage.getItem("tripl.theme") ?? "system";
  } catch {
    // Storage can be switched off; the system's choice stands.
  }
  const dark =
    choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
