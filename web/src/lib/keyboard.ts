import { useEffect, useRef, useSyncExternalStore } from "react";

export type Shortcut = {
  /** "k", "/", "?", "shift+b", "mod+k", or a sequence such as "g e" typed within a second. */
  keys?: string;
  run: () => void;
  /** What it does, as the shortcut sheet and the palette say it. */
  label: string;
  /** Something to do on this page, listed by `.` and the palette; keys are extra. */
  action?: boolean;
  /** Works while somebody types too, as ⌘S does; never under a layer. */
  inFields?: boolean;
};

const SEQUENCE_MS = 1000;
const TYPING = "input, textarea, select, [contenteditable='true'], [role='textbox']";
const LAYER = "[role='dialog'], [role='alertdialog'], [role='menu'], [role='listbox']";

const SWITCH = "tripl.single-keys";
const mounted = new Set<{ readonly current: Shortcut[] }>();
const switchListeners = new Set<() => void>();
/** For a browser without storage: the choice lasts for this page only. */
let chosenHere: boolean | undefined;

const registered = () => [...mounted].flatMap((held) => held.current);

/** Every shortcut that works on the open page, each key once. */
export function shortcutsHere(): (Shortcut & { keys: string })[] {
  const all = registered().filter((item): item is Shortcut & { keys: string } => !!item.keys);
  return all.filter((item, at) => all.findIndex(({ keys }) => keys === item.keys) === at);
}

/** What the open page offers to do. */
export function actionsHere(): Shortcut[] {
  return registered().filter(({ action }) => action);
}

export type PageAction = Omit<Shortcut, "action">;

/** A page tells what can be done on it: to its keys, to `.`, to the shortcut sheet and to the palette. */
export function usePageActions(...actions: (PageAction | false | null | undefined)[]): void {
  useShortcuts(actions.flatMap((action) => (action ? [{ ...action, action: true }] : [])));
}

/** Whether keys without ⌘ or Ctrl do anything; some speak to their computer or brush against keys. */
export function singleKeysOn(): boolean {
  if (chosenHere !== undefined) return chosenHere;
  try {
    return localStorage.getItem(SWITCH) !== "off";
  } catch {
    return true;
  }
}

export function switchSingleKeys(on: boolean): void {
  chosenHere = undefined;
  try {
    localStorage.setItem(SWITCH, on ? "on" : "off");
  } catch {
    chosenHere = on;
  }
  for (const listener of switchListeners) listener();
}

export function useSingleKeys(): boolean {
  return useSyncExternalStore(subscribeSwitch, singleKeysOn);
}

function subscribeSwitch(listener: () => void): () => void {
  switchListeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    switchListeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

export const isMac = () =>
  typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

/** The key as it is printed on a hint: ⌘ on Apple keyboards, Ctrl elsewhere. */
export function modKey(key: string): string {
  return isMac() ? `⌘${key}` : `Ctrl ${key}`;
}

/** The keys of a shortcut as they are printed, one hint each. */
export function printed(keys: string): string[] {
  return keys.split(" ").map((key) => {
    if (key.startsWith("mod+"))
      return modKey(key === "mod+Enter" ? "↵" : key.slice(4).toUpperCase());
    return key.startsWith("shift+") ? `⇧${key.slice(6).toUpperCase()}` : key;
  });
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
      const typing = isTyping(event.target);
      const covered = document.querySelector(LAYER) !== null;
      const sequence =
        prefix && event.timeStamp - since < SEQUENCE_MS ? `${prefix} ${pressed}` : "";
      const match = latest.current.find(
        (item) =>
          item.keys !== undefined &&
          (item.keys === pressed || item.keys === sequence) &&
          !covered &&
          (!typing || item.inFields) &&
          (item.keys.startsWith("mod+") || singleKeysOn()),
      );
      prefix = pressed.length === 1 && !typing && !covered ? pressed : "";
      since = event.timeStamp;
      if (!match) return;
      prefix = "";
      event.preventDefault();
      match.run();
    };
    mounted.add(latest);
    window.addEventListener("keydown", onKey);
    return () => {
      mounted.delete(latest);
      window.removeEventListener("keydown", onKey);
    };
  }, []);
}

export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(TYPING) !== null;
}

function nameOf(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.metaKey || event.ctrlKey) return `mod+${key}`;
  if (event.altKey) return `alt+${key}`;
  if (event.shiftKey && /^[a-z]$/.test(key)) return `shift+${key}`;
  return key;
}
