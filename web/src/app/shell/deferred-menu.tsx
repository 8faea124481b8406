import {
  type ComponentType,
  type LazyExoticComponent,
  type ReactNode,
  Suspense,
  useState,
} from "react";

export type MenuParts = { trigger: ReactNode };

type Props<P extends MenuParts> = {
  /** Brings the menu's code; asked for when the pointer or the focus comes near. */
  load: () => Promise<unknown>;
  menu: LazyExoticComponent<ComponentType<P>>;
  parts: Omit<P, "trigger">;
  className: string;
  label?: string;
  children: ReactNode;
};

/** A button at first, a menu from the first press on: the first page need not wait for code of menus. */
export function DeferredMenu<P extends MenuParts>({
  load,
  menu: Loaded,
  parts,
  className,
  label,
  children,
}: Props<P>) {
  const [pressed, setPressed] = useState(false);
  const look = { type: "button", className, "aria-label": label } as const;
  const resting = (
    <button
      {...look}
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onClick={() => setPressed(true)}
    >
      {children}
    </button>
  );
  if (!pressed) return resting;
  const all = { ...parts, trigger: <button {...look}>{children}</button> } as unknown as P;
  return (
    <Suspense fallback={resting}>
      <Loaded {...(all as P & React.JSX.IntrinsicAttributes)} />
    </Suspense>
  );
}
