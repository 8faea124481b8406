import { Link } from "@tanstack/react-router";
import { ChevronDown, FolderKanban } from "lucide-react";
import { CountPill } from "@/components/ui/badge";
import { Icon } from "@/components/ui/icon";
import { Logo } from "@/components/ui/logo";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "@/components/ui/menu";
import { cx } from "@/lib/cx";
import type { ShellProject } from "./shell-model";

type Props = { project: ShellProject | null; projects: ShellProject[] };

export function ProjectSwitcher({ project, projects }: Props) {
  const name = project?.name ?? "tripl";
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={`${name}, switch project`}
          className="flex h-8 items-center gap-2 rounded-2 px-1.5 text-left text-[14px] font-strong tracking-tight hover:bg-hover coarse:h-11"
        >
          <Logo />
          <span className="truncate">{name}</span>
          <Icon as={ChevronDown} className="ml-auto text-ink-3" />
        </button>
      }
    >
      {projects.length > 0 && <MenuLabel>Projects</MenuLabel>}
      {projects.map((item) => (
        <MenuItem key={item.slug} asChild>
          <Link
            to="/p/$slug/overview"
            params={{ slug: item.slug }}
            search={{ branch: undefined } as never}
          >
            <span className={cx("truncate", item.slug === project?.slug && "font-medium")}>
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
