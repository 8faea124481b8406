import { Link } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { findEntry, groupsFor, type NavEntry, pathOf } from "@/app/navigation";
import { CountPill } from "@/components/ui/badge";
import { Icon } from "@/components/ui/icon";
import { Kbd } from "@/components/ui/kbd";
import { cx } from "@/lib/cx";
import { formatNumber } from "@/lib/format-number";
import { modKey } from "@/lib/keyboard";
import { AccountButton } from "./account-button";
import { BranchSwitcher } from "./branch-switcher";
import { OrganizationSwitcher } from "./organization-switcher";
import { ProjectSwitcher } from "./project-switcher";
import { type ShellModel, visitorOf } from "./shell-model";

type Props = {
  model: ShellModel;
  onSearch: () => void;
  onSignOut: () => void;
  onNavigate?: () => void;
};

export function Sidebar({ model, onSearch, onSignOut, onNavigate }: Props) {
  const current = findEntry(model.path)?.entry;
  const visitor = visitorOf(model);
  const foot = groupsFor(visitor, "footer").flatMap((group) => group.entries);
  return (
    <div className="flex h-full flex-col px-2.5 pt-2.5 pb-2">
      {model.organizations.length > 1 && (
        <OrganizationSwitcher
          organization={model.organization}
          organizations={model.organizations}
        />
      )}
      <ProjectSwitcher project={model.project} projects={model.projects} />
      {model.project && (
        <BranchSwitcher branches={model.branches} branch={model.branch} path={model.path} />
      )}
      <button
        type="button"
        onClick={onSearch}
        className="mt-1.5 flex h-7 items-center gap-[7px] rounded-2 px-2 text-small text-ink-3 hover:bg-hover coarse:h-11"
      >
        <Icon as={Search} size={14} />
        Search or jump
        <Kbd className="ml-auto">{modKey("K")}</Kbd>
      </button>
      <nav aria-label="Main" className="mt-1 min-h-0 flex-1 overflow-y-auto scroll-quiet">
        {groupsFor(visitor, "project", "workspace").map((group) => (
          <div key={group.label}>
            <h2 className="mx-2 mt-[11px] mb-[3px] text-micro leading-4 font-strong text-ink-3">
              {group.label}
            </h2>
            {group.entries.map((entry) => (
              <NavLink
                key={entry.label}
                entry={entry}
                model={model}
                current={entry === current}
                onNavigate={onNavigate}
              />
            ))}
          </div>
        ))}
      </nav>
      <div className="border-t border-line pt-1.5">
        {foot.map((entry) => (
          <NavLink
            key={entry.label}
            entry={entry}
            model={model}
            current={entry === current}
            onNavigate={onNavigate}
          />
        ))}
        <AccountButton user={model.user} onSignOut={onSignOut} />
      </div>
    </div>
  );
}

type NavLinkProps = {
  entry: NavEntry;
  model: ShellModel;
  current: boolean;
  onNavigate?: () => void;
};

function NavLink({ entry, model, current, onNavigate }: NavLinkProps) {
  return (
    <Link
      to={pathOf(entry, model.project?.slug ?? null)}
      onClick={onNavigate}
      aria-current={current ? "page" : undefined}
      data-guide={`nav-${entry.to.split("/").at(-1)}`}
      className={cx(
        "flex h-[26px] items-center gap-2 rounded-2 px-2 coarse:h-11",
        current ? "bg-hover font-medium text-ink" : "text-ink-2 hover:bg-hover",
      )}
    >
      <Icon as={entry.icon} className={current ? "text-accent" : "text-ink-3"} />
      {entry.label}
      <span className="ml-auto">
        <EntryCount entry={entry} counts={model.counts} />
      </span>
    </Link>
  );
}

/** Plan counts always; trouble in red and channels only where there are any. */
function EntryCount({ entry, counts }: { entry: NavEntry; counts: ShellModel["counts"] }) {
  const count = entry.count === undefined ? undefined : counts[entry.count];
  if (count === undefined) return null;
  if (entry.count === "openSignals" || entry.count === "firingMonitors")
    return count > 0 ? <CountPill count={count} hot /> : null;
  if (entry.count === "destinations" && count === 0) return null;
  return <span className="text-micro text-ink-3">{formatNumber(count)}</span>;
}
