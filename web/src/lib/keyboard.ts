import { useEffect, useRef } from "react";

export type Shortcut = {
  /** "k", "/", "?", "mod+k", or a sequence such as "g e" typed within a second. */
  keys: string;
  run: () => void;
  /** Works in text fields and under dialogs too. */
  everywhere?: boolean;
};

const SEQUENCE_MS = 1000;
const TYPING = "input, textarea, select, [contenteditable='true'], [role='textbox']";
const LAYER = "[role='dialog'], [role='alertdialog'], [role='menu'], [role='listbox']";

export const isMac = () =>
  typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

/** The key as it is printed on a hint: ⌘ on Apple keyboards, Ctrl elsewhere. */
export function modKey(key: string): string {
  return isMac() ? `⌘${key}` : `Ctrl ${key}`;
}

/** Listens for shortcuts; single keys rest while someone types or a layer is open. */
export function useShortcuts(shortcuts: Shortcut[]): void {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;

  useEffect(() => {
    let prefix = "";
    let since = 0;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const pressed = nameOf(event);
      const busy = isTyping(event.target) || document.querySelector(LAYER) !== null;
      const sequence =
        prefix && event.timeStamp - since < SEQUENCE_MS ? `${prefix} ${pressed}` : "";
      const match = latest.current.find(
        (item) => (item.keys === pressed || item.keys === sequence) && (!busy || item.everywhere),
      );
      prefix = pressed.length === 1 && !busy ? pressed : "";
      since = event.timeStamp;
      if (!match) return;
      prefix = "";
      event.preventDefault();
      match.run();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}

export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(TYPING) !== null;
}

function nameOf(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.metaKey || event.ctrlKey) return `mod+${key}`;
  if (event.altKey) return `alt+${key}`;
  return key;
}
