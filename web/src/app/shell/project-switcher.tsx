import { ChevronDown } from "lucide-react";
import { lazy } from "react";
import { Icon } from "@/components/ui/icon";
import { Logo } from "@/components/ui/logo";
import { DeferredMenu } from "./deferred-menu";
import type { ShellProject } from "./shell-model";

type Props = { project: ShellProject | null; projects: ShellProject[] };

const load = () => import("./project-menu");
const ProjectMenu = lazy(async () => ({ default: (await load()).ProjectMenu }));

export function ProjectSwitcher({ project, projects }: Props) {
  const name = project?.name ?? "tripl";
  return (
    <DeferredMenu
      load={load}
      menu={ProjectMenu}
      parts={{ project, projects }}
      label={`${name}, switch project`}
      className="flex h-8 items-center gap-2 rounded-2 px-1.5 text-left text-[14px] font-strong tracking-tight hover:bg-hover coarse:h-11"
    >
      <Logo />
      <span className="truncate">{name}</span>
      <Icon as={ChevronDown} className="ml-auto text-ink-3" />
    </DeferredMenu>
  );
}
