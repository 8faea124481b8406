import { Link } from "@tanstack/react-router";
import { FolderKanban } from "lucide-react";
import type { ReactNode } from "react";
import { CountPill } from "@/components/ui/badge";
import { Icon } from "@/components/ui/icon";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "@/components/ui/menu";
import type { ShellProject } from "./shell-model";

type Props = { trigger: ReactNode; project: ShellProject | null; projects: ShellProject[] };

export function ProjectMenu({ trigger, project, projects }: Props) {
  return (
    <Menu defaultOpen trigger={trigger}>
      {projects.length > 0 && <MenuLabel>Projects</MenuLabel>}
      {projects.map((item) => (
        <MenuItem key={item.slug} asChild>
          <Link to="/p/$slug/overview" params={{ slug: item.slug }}>
            <span className={item.slug === project?.slug ? "truncate font-medium" : "truncate"}>
              {item.name}
            </span>
            {item.trouble > 0 && (
              <span className="ml-auto pl-4">
                <CountPill count={item.trouble} warm />
              </span>
            )}
          </Link>
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuItem asChild>
        <Link to="/">
          <Icon as={FolderKanban} className="text-ink-3" />
          All projects
        </Link>
      </MenuItem>
    </Menu>
  );
}
