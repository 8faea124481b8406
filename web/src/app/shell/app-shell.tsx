import { useRouter } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { groupsFor, pathOf } from "@/app/navigation";
import { type Shortcut, useShortcuts } from "@/lib/keyboard";
import { usePageSubject } from "@/lib/page-subject";
import type { PaletteScope } from "./palette";
import { type ShellModel, visitorOf } from "./shell-model";
import { Sidebar } from "./sidebar";
import { TopBar } from "./top-bar";
import { useRecents } from "./use-recents";

const Drawer = lazy(async () => ({ default: (await import("./drawer")).Drawer }));
const Palette = lazy(async () => ({ default: (await import("./palette")).Palette }));
const ShortcutSheet = lazy(async () => ({
  default: (await import("./shortcut-sheet")).ShortcutSheet,
}));

type Props = { model: ShellModel; onSignOut: () => void; children: ReactNode };

/** Sidebar, top bar and the page; below 1024 px the sidebar is a drawer. */
export function AppShell({ model, onSignOut, children }: Props) {
  const [drawer, setDrawer] = useState(false);
  const [palette, setPalette] = useState<PaletteScope | null>(null);
  const [keys, setKeys] = useState(false);
  const subject = usePageSubject();
  useRecents(model.project?.slug ?? null, model.path, subject);
  useShortcuts([
    { keys: "mod+k", label: "Search or jump", run: () => setPalette("everything") },
    { keys: ".", label: "What can be done on this page", run: () => setPalette("page") },
    { keys: "?", label: "This list", run: () => setKeys(true) },
    { keys: "/", label: "Search the list", run: () => focusFirst("[data-list-search]") },
    ...(model.project
      ? [
          {
            keys: "shift+b",
            label: "Switch the plan branch",
            run: () => openBranches() || setDrawer(true),
          },
        ]
      : []),
    ...useJumps(model),
  ]);
  const sidebar = (onNavigate?: () => void) => (
    <Sidebar
      model={model}
      onSignOut={onSignOut}
      onNavigate={onNavigate}
      onSearch={() => setPalette("everything")}
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
            key={palette}
            scope={palette}
            open
            onOpenChange={(next) => !next && setPalette(null)}
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

/** A menu of this kind opens on the press of a pointer or on a key, not on a click from a program. */
function openBranches(): boolean {
  const opener = document.querySelector<HTMLElement>("[data-branch-switcher]");
  if (!opener?.checkVisibility()) return false;
  opener.focus();
  opener.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  return true;
}

function focusFirst(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.focus();
}
