import { useRouter } from "@tanstack/react-router";
import { FolderKanban } from "lucide-react";
import { useState } from "react";
import { NAVIGATION, pathOf } from "@/app/navigation";
import { type Command, CommandPalette } from "@/components/ui/command-palette";
import type { ShellModel } from "./shell-model";

type Props = { open: boolean; onOpenChange: (open: boolean) => void; model: ShellModel };

/** Pages and projects, from the same definition as the sidebar. */
export function Palette({ open, onOpenChange, model }: Props) {
  const router = useRouter();
  const [query, setQuery] = useState("");
  const go = (href: string) => ({ href, run: () => void router.navigate({ to: href }) });

  const pages: Command[] = NAVIGATION.filter((group) => group.scope !== "project" || model.project)
    .flatMap((group) => group.entries.map((entry) => ({ group, entry })))
    .map(({ group, entry }) => ({
      id: entry.to,
      section: "Go to",
      label: entry.label,
      detail: group.label,
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
      ...go(`/p/${project.slug}/overview`),
    }));
  const wanted = query.trim().toLowerCase();
  const commands = [...pages, ...projects].filter((command) =>
    command.label.toLowerCase().includes(wanted),
  );

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
    />
  );
}
