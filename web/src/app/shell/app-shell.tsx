import { useRouter } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { groupsFor, pathOf } from "@/app/navigation";
import { type Shortcut, useShortcuts } from "@/lib/keyboard";
import { usePageSubject } from "@/lib/page-subject";
import { type ShellModel, visitorOf } from "./shell-model";
import { Sidebar } from "./sidebar";
import { TopBar } from "./top-bar";

const Drawer = lazy(async () => ({ default: (await import("./drawer")).Drawer }));
const Palette = lazy(async () => ({ default: (await import("./palette")).Palette }));
const ShortcutSheet = lazy(async () => ({
  default: (await import("./shortcut-sheet")).ShortcutSheet,
}));

type Props = { model: ShellModel; onSignOut: () => void; children: ReactNode };

/** Sidebar, top bar and the page; below 1024 px the sidebar is a drawer. */
export function AppShell({ model, onSignOut, children }: Props) {
  const [drawer, setDrawer] = useState(false);
  const [palette, setPalette] = useState(false);
  const [keys, setKeys] = useState(false);
  const subject = usePageSubject();
  useShortcuts([
    { keys: "mod+k", label: "Search or jump", run: () => setPalette(true) },
    { keys: "?", label: "This list", run: () => setKeys(true) },
    { keys: "/", label: "Search the list", run: () => focusFirst("[data-list-search]") },
    {
      keys: "c",
      label: "Create, where the page has something to create",
      run: () => document.querySelector<HTMLElement>("[data-primary-create]")?.click(),
    },
    ...useJumps(model),
  ]);
  const sidebar = (onNavigate?: () => void) => (
    <Sidebar
      model={model}
      onSignOut={onSignOut}
      onNavigate={onNavigate}
      onSearch={() => setPalette(true)}
    />
  );

  return (
    <div className="grid min-h-full lg:grid-cols-[var(--sidebar)_minmax(0,1fr)]">
      <a
        href="#content"
        className="sr-only rounded-2 bg-raised px-3 py-2 focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-(--z-tour)"
      >
        Skip to content
      </a>
      <div className="sticky top-0 hidden h-screen border-r border-line lg:block">{sidebar()}</div>
      <div className="flex min-w-0 flex-col">
        <TopBar model={model} subject={subject} onOpenNavigation={() => setDrawer(true)} />
        <main
          id="content"
          tabIndex={-1}
          className="mx-auto flex w-full max-w-[1680px] min-w-0 flex-1 flex-col gap-4 px-5 pt-[18px] pb-7 outline-none focus-visible:shadow-none narrow:gap-3.5 narrow:px-3.5 narrow:pt-3.5"
        >
          {children}
        </main>
      </div>
      <Suspense>
        {drawer && (
          <Drawer onClose={() => setDrawer(false)}>{sidebar(() => setDrawer(false))}</Drawer>
        )}
        {palette && (
          <Palette
            open
            onOpenChange={setPalette}
            model={model}
            onSignOut={onSignOut}
            onShowKeys={() => setKeys(true)}
          />
        )}
        {keys && <ShortcutSheet open onOpenChange={setKeys} />}
      </Suspense>
    </div>
  );
}

/** "g" then a letter, for every entry that has one. */
function useJumps(model: ShellModel): Shortcut[] {
  const router = useRouter();
  if (!model.project) return [];
  const slug = model.project.slug;
  return groupsFor(visitorOf(model))
    .flatMap((group) => group.entries)
    .filter((entry) => entry.key)
    .map((entry) => ({
      keys: `g ${entry.key}`,
      label: `Go to ${entry.label}`,
      run: () => void router.navigate({ to: pathOf(entry, slug) }),
    }));
}

function focusFirst(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.focus();
}
