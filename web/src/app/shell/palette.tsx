import { useRouter } from "@tanstack/react-router";
import { FolderKanban, Keyboard, ListChecks, LogOut, Plus, SunMoon } from "lucide-react";
import { useState, useSyncExternalStore } from "react";
import { pagesFor, pathOf } from "@/app/navigation";
import { type Command, CommandPalette } from "@/components/ui/command-palette";
import { checklists } from "@/features/overview/checklist-store";
import { chooseTheme, readTheme, type ThemeChoice } from "@/lib/theme";
import { useEventCommands } from "./palette-events";
import { type ShellModel, visitorOf } from "./shell-model";

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  model: ShellModel;
  onSignOut: () => void;
  onShowKeys: () => void;
};

const THEMES: [ThemeChoice, string][] = [
  ["light", "Use the light theme"],
  ["dark", "Use the dark theme"],
  ["system", "Follow the theme of the system"],
];

/** Events, pages and projects as in the sidebar, and what can be done from here. */
export function Palette({ open, onOpenChange, model, onSignOut, onShowKeys }: Props) {
  const router = useRouter();
  const [query, setQuery] = useState("");
  const go = (href: string) => ({ href, run: () => void router.navigate({ to: href }) });

  const pages: Command[] = pagesFor(visitorOf(model)).map(({ group, entry }) => ({
    id: entry.to,
    section: "Go to",
    label: entry.label,
    detail: group,
    icon: entry.icon,
    ...go(pathOf(entry, model.project?.slug ?? null)),
  }));
  const projects: Command[] = model.projects
    .filter((project) => project.slug !== model.project?.slug)
    .map((project) => ({
      id: project.slug,
      section: "Projects",
      label: project.name,
      icon: FolderKanban,
      href: `/p/${project.slug}/overview`,
      run: () =>
        void router.navigate({
          to: `/p/${project.slug}/overview`,
          search: { branch: undefined } as never,
        }),
    }));
  const checklist = useChecklistRow(model);
  const wanted = query.trim().toLowerCase();
  const events = useEventCommands(model.project?.slug ?? null, query, go);
  const actions = [
    ...pageActions(),
    ...checklist,
    ...themeActions(),
    keysAction(onShowKeys),
    signOutAction(onSignOut),
  ];
  const named = [...pages, ...projects, ...actions].filter((command) =>
    command.label.toLowerCase().includes(wanted),
  );
  const commands = [...named, ...events.commands];

  return (
    <CommandPalette
      open={open}
      onOpenChange={(next) => {
        onOpenChange(next);
        if (!next) setQuery("");
      }}
      query={query}
      onQuery={setQuery}
      commands={commands}
      busy={events.busy}
      failed={events.failed}
    />
  );
}

/** Brings a checklist back that was put away. */
function useChecklistRow({ project }: ShellModel): Command[] {
  const router = useRouter();
  const dismissed = useSyncExternalStore(checklists.subscribe, checklists.dismissed);
  if (!project?.id || !dismissed.includes(project.id)) return [];
  const id = project.id;
  return [
    {
      id: "checklist",
      section: "Do",
      label: "Show the get-started checklist",
      icon: ListChecks,
      run: () => {
        checklists.restore(id);
        void router.navigate({ to: `/p/${project.slug}/overview` });
      },
    },
  ];
}

/** The one main action of the page beneath, under the words on its button. */
function pageActions(): Command[] {
  const button = document.querySelector<HTMLElement>("[data-primary-create]");
  const label = [...(button?.childNodes ?? [])]
    .filter((node) => node.nodeType === Node.TEXT_NODE)
    .map((node) => node.textContent)
    .join("")
    .trim();
  if (!button || !label) return [];
  // The palette gives the focus back as it closes; the dialog the button opens comes after that.
  const run = () => void setTimeout(() => button.click());
  return [{ id: "page-create", section: "Do", label, icon: Plus, run }];
}

function themeActions(): Command[] {
  const present = readTheme();
  return THEMES.filter(([choice]) => choice !== present).map(([choice, label]) => ({
    id: `theme-${choice}`,
    section: "Do",
    label,
    icon: SunMoon,
    run: () => chooseTheme(choice),
  }));
}

function signOutAction(run: () => void): Command {
  return { id: "sign-out", section: "Do", label: "Sign out", icon: LogOut, run };
}

function keysAction(show: () => void): Command {
  // As with the page's own dialogs: after the palette has given the focus back.
  const run = () => void setTimeout(show);
  return { id: "keys", section: "Do", label: "Keyboard shortcuts", icon: Keyboard, run };
}
