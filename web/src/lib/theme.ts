export type ThemeChoice = "system" | "light" | "dark";

const KEY = "tripl.theme";
const listeners = new Set<() => void>();
const systemDark = () => window.matchMedia("(prefers-color-scheme: dark)");

export function readTheme(): ThemeChoice {
  try {
    const stored = localStorage.getItem(KEY);
    return stored === "light" || stored === "dark" ? stored : "system";
  } catch {
    return "system";
  }
}

export function resolveTheme(choice: ThemeChoice): "light" | "dark" {
  if (choice !== "system") return choice;
  return systemDark().matches ? "dark" : "light";
}

export function chooseTheme(choice: ThemeChoice): void {
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // Without storage the choice lasts for this page only.
  }
  apply(choice);
}

/** Calls back whenever colours change: by choice, by the system or in another tab. */
export function subscribeTheme(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Keeps the page in step with the system and with other tabs; call once. */
export function watchTheme(): void {
  systemDark().addEventListener("change", () => apply(readTheme()));
  window.addEventListener("storage", (event) => {
    if (event.key === KEY) apply(readTheme());
  });
}

function apply(choice: ThemeChoice): void {
  document.documentElement.dataset.theme = resolveTheme(choice);
  for (const listener of listeners) listener();
}
