import { Slot } from "radix-ui";
import { lazy, Suspense, useState } from "react";
import type { MenuProps } from "./menu-layer";

// A page is drawn before the code of its menus has come; they come when the pointer or the focus is near.
const load = () => import("./menu-layer");
const MenuLayer = lazy(async () => ({ default: (await load()).MenuLayer }));
export const MenuItem = lazy(async () => ({ default: (await load()).MenuItem }));
export const MenuLabel = lazy(async () => ({ default: (await load()).MenuLabel }));
export const MenuSeparator = lazy(async () => ({ default: (await load()).MenuSeparator }));

const OPENING_KEYS = new Set(["Enter", " ", "ArrowDown"]);

/** A button at first, a menu from the first press on. */
export function Menu({ trigger, ...menu }: MenuProps) {
  const [pressed, setPressed] = useState<"keys" | "pointer" | null>(null);
  const resting = (
    <Slot.Root
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onClick={() => setPressed("pointer")}
      onKeyDown={(event) => {
        if (!OPENING_KEYS.has(event.key)) return;
        event.preventDefault();
        setPressed("keys");
      }}
    >
      {trigger}
    </Slot.Root>
  );
  if (!pressed) return resting;
  return (
    <Suspense fallback={resting}>
      <MenuLayer trigger={trigger} byKeyboard={pressed === "keys"} {...menu} />
    </Suspense>
  );
}
