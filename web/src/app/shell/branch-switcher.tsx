import { Link } from "@tanstack/react-router";
import { ChevronDown, GitBranch } from "lucide-react";
import { Icon } from "@/components/ui/icon";
import { Menu, MenuItem, MenuLabel } from "@/components/ui/menu";
import { cx } from "@/lib/cx";
import type { ShellBranch } from "./shell-model";

type Props = { branches: ShellBranch[]; branch: string | null; path: string };

/** Ids of the plan differ between branches, so a page of one event type gives way to their list. */
const sameOn = (path: string) => path.replace(/^(\/p\/[^/]+\/event-types)\/.*$/, "$1");

/** Which copy of the plan the pages read. */
export function BranchSwitcher({ branches, branch, path }: Props) {
  const open = branches.find((each) => (branch === null ? each.main : each.id === branch));
  const name = open?.name ?? (branch === null ? "main" : "unknown branch");
  return (
    <Menu
      trigger={
        <button
          type="button"
          data-branch-switcher=""
          aria-label={`Plan branch ${name}, switch branch`}
          className="mt-0.5 flex h-7 items-center gap-2 rounded-2 px-2 text-left text-small text-ink-2 hover:bg-hover coarse:h-11"
        >
          <Icon as={GitBranch} size={14} className="text-ink-3" />
          <span className={cx("truncate type-mono", branch !== null && "text-accent-ink")}>
            {name}
          </span>
          <Icon as={ChevronDown} size={14} className="ml-auto text-ink-3" />
        </button>
      }
    >
      <MenuLabel>Plan branches</MenuLabel>
      {branches.map((each) => (
        <MenuItem key={each.id} asChild>
          <Link
            to={sameOn(path)}
            search={
              ((before: Record<string, unknown>) => ({
                ...before,
                branch: each.main ? undefined : each.id,
              })) as never
            }
          >
            <span className={cx("truncate type-mono", each === open && "font-strong")}>
              {each.name}
            </span>
            {each === open && <span className="sr-only">, open</span>}
          </Link>
        </MenuItem>
      ))}
    </Menu>
  );
}
