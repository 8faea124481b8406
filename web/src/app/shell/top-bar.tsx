import { Link } from "@tanstack/react-router";
import { Menu as Burger } from "lucide-react";
import { Fragment } from "react";
import { crumbsFor } from "@/app/navigation";
import { CountPill } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { LiveMark } from "@/components/ui/live-mark";
import type { ShellModel } from "./shell-model";

type Props = { model: ShellModel; subject: string | null; onOpenNavigation: () => void };

export function TopBar({ model, subject, onOpenNavigation }: Props) {
  const crumbs = crumbsFor(model.path, subject);
  return (
    <header className="sticky top-0 z-(--z-sticky) flex h-(--topbar) items-center gap-3 border-b border-line bg-canvas px-5 below-lg:pl-2 narrow:gap-1 narrow:px-2">
      <Button
        variant="ghost"
        square
        aria-label="Open navigation"
        data-guide="nav-open"
        className="lg:hidden"
        onClick={onOpenNavigation}
      >
        <Icon as={Burger} />
      </Button>
      <nav aria-label="Breadcrumb" className="min-w-0">
        <ol className="flex min-w-0 items-center gap-1.5 text-ink-3">
          {crumbs.map((crumb, index) => (
            <Fragment key={crumb.to ?? crumb.label}>
              {index > 0 && (
                <li aria-hidden="true" className="text-line-control">
                  /
                </li>
              )}
              <li
                className={
                  index === crumbs.length - 1 ? "truncate font-medium text-ink" : "shrink-0"
                }
              >
                {crumb.to ? (
                  <Link to={crumb.to} className="rounded-1 hover:text-ink">
                    {crumb.label}
                  </Link>
                ) : (
                  <span aria-current={index === crumbs.length - 1 ? "page" : undefined}>
                    {crumb.label}
                  </span>
                )}
              </li>
            </Fragment>
          ))}
        </ol>
      </nav>
      <div className="ml-auto flex shrink-0 items-center gap-2">
        <SignalsBadge model={model} />
        {model.live && <LiveMark connected={model.live.connected} text={model.live.text} />}
      </div>
    </header>
  );
}

/** The way to what is out of its band, from every page of the project. */
function SignalsBadge({ model: { project, counts } }: { model: ShellModel }) {
  const open = counts.openSignals ?? 0;
  if (!project || open === 0) return null;
  return (
    <Link
      to="/p/$slug/anomalies"
      params={{ slug: project.slug } as never}
      className="flex min-h-6 items-center gap-1.5 rounded-2 px-1.5 text-small text-ink-2 hover:bg-hover coarse:min-h-11"
    >
      <CountPill count={open} hot />{" "}
      <span className="narrow:sr-only">{open === 1 ? "open signal" : "open signals"}</span>
    </Link>
  );
}
