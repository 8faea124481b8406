import { useRouter } from "@tanstack/react-router";
import {
  FolderKanban,
  History,
  Keyboard,
  Link2,
  ListChecks,
  LogOut,
  SunMoon,
  Zap,
} from "lucide-react";
import { useState, useSyncExternalStore } from "react";
import { pagesFor, pathOf } from "@/app/navigation";
import { type Command, CommandPalette } from "@/components/ui/command-palette";
import { checklists } from "@/features/overview/checklist-store";
import { copyText } from "@/lib/clipboard";
import { actionsHere, printed } from "@/lib/keyboard";
import { recents } from "@/lib/recents";
import { chooseTheme, readTheme, type ThemeChoice } from "@/lib/theme";
import { toasts } from "@/lib/toast-store";
import { matches } from "@/lib/word-match";
import { useEventCommands } from "./palette-events";
import { useThingCommands } from "./palette-things";
import { type ShellModel, visitorOf } from "./shell-model";

export type PaletteScope = "everything" | "page";

type Props = {
  /** Everything there is, or what can be done on the open page. */
  scope?: PaletteScope;
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
const RECENT = 5;

/** Pages, projects, events and scans as in the sidebar and the lists, and what can be done from here. */
export function Palette({ scope = "everything", open, onOpenChange, model, ...acts }: Props) {
  const router = useRouter();
  const [query, setQuery] = useState("");
  // As the page offered it when the palette opened: under the palette nothing changes.
  const [onPage] = useState(pageActions);
  const whole = scope === "everything";
  const slug = model.project?.slug ?? null;
  const go = (href: string) => ({ href, run: () => void router.navigate({ to: href }) });

  const recent = (slug === null ? [] : recents.of(slug))
    .filter(({ to }) => to !== model.path)
    .slice(0, RECENT)
    .map(
      ({ to, label }): Command => ({
        ...{ id: `recent-${to}`, section: "Recent", label, icon: History },
        ...go(to),
      }),
    );
  const pages = pagesFor(visitorOf(model)).map(
    ({ group, entry }): Command => ({
      ...{ id: entry.to, section: "Go to", label: entry.label, detail: group, icon: entry.icon },
      keys: entry.key && slug !== null ? printed(`g ${entry.key}`) : undefined,
      ...go(pathOf(entry, slug)),
    }),
  );
  const projects = model.projects
    .filter((project) => project.slug !== slug)
    .map(
      (project): Command => ({
        ...{ id: project.slug, section: "Projects", label: project.name, icon: FolderKanban },
        href: `/p/${project.slug}/overview`,
        run: () =>
          void router.navigate({
            to: `/p/${project.slug}/overview`,
            search: { branch: undefined } as never,
          }),
      }),
    );
  const checklist = useChecklistRow(model);
  const asked = whole ? query : "";
  const events = useEventCommands(slug, asked, go);
  const things = useThingCommands(slug, asked, go);
  const everywhere = [copyLink(), ...checklist, ...themeActions(), keys(acts), signOut(acts)];
  const named = (
    whole ? [...onPage, ...pages, ...projects, ...everywhere] : [...onPage, copyLink()]
  ).filter((command) => matches(`${command.label} ${command.detail ?? ""}`, query));

  return (
    <CommandPalette
      open={open}
      onOpenChange={(next) => {
        onOpenChange(next);
        if (!next) setQuery("");
      }}
      label={whole ? undefined : "Do something on this page"}
      query={query}
      onQuery={setQuery}
      commands={[
        ...(whole && query.trim() === "" ? recent : []),
        ...named,
        ...events.commands,
        ...things.commands,
      ]}
      busy={events.busy || things.busy}
      failed={events.failed || things.failed}
      onRetry={() => {
        events.retry();
        things.retry();
      }}
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

/** What the page beneath has registered. */
function pageActions(): Command[] {
  return actionsHere().map(({ label, keys: shortcut, run }) => ({
    ...{ id: `page-${label}`, section: "On this page", label, icon: Zap },
    keys: shortcut === undefined ? undefined : printed(shortcut),
    // The palette gives the focus back as it closes; a dialog that this opens comes after that.
    run: () => void setTimeout(run),
  }));
}

function copyLink(): Command {
  const run = async () => {
    const copied = await copyText(window.location.href);
    toasts.show(
      copied ? "The link to this page is copied" : "The browser keeps its clipboard closed",
    );
  };
  return {
    ...{ id: "copy-link", section: "Do", label: "Copy the link to this page", icon: Link2 },
    run: () => void run(),
  };
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

function signOut({ onSignOut }: Pick<Props, "onSignOut">): Command {
  return { id: "sign-out", section: "Do", label: "Sign out", icon: LogOut, run: onSignOut };
}

function keys({ onShowKeys }: Pick<Props, "onShowKeys">): Command {
  // As with the page's own dialogs: after the palette has given the focus back.
  const run = () => void setTimeout(onShowKeys);
  return { id: "keys", section: "Do", label: "Keyboard shortcuts", icon: Keyboard, run };
}
