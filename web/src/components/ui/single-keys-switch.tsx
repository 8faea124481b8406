import { switchSingleKeys, useSingleKeys } from "@/lib/keyboard";
import { Switch } from "./choice";

/** Turns shortcuts of one plain key off and on, for this browser. */
export function SingleKeysSwitch() {
  const on = useSingleKeys();
  return (
    <div className="grid gap-1">
      <Switch checked={on} onChange={switchSingleKeys} label="Shortcuts of single keys" />
      <p className="text-small text-ink-3">
        Off, only those with ⌘ or Ctrl work. Kept in this browser.
      </p>
    </div>
  );
}
