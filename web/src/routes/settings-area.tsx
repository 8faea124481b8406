import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useLocation, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { authMeOptions } from "@/api/generated/@tanstack/react-query.gen";
import { TextField } from "@/components/ui/field";
import { Fold } from "@/components/ui/fold";
import { cx } from "@/lib/cx";
import { railFor } from "./settings-rail";

/** Every page of settings, with the way to the others beside it; above it where there is no room beside. */
export function SettingsArea() {
  return (
    <div className="grid min-w-0 flex-1 gap-x-7 gap-y-3 max-xl:grid-rows-[auto_1fr] xl:grid-cols-[196px_minmax(0,1fr)]">
      <div className="max-xl:hidden">
        <div className="sticky top-[62px]">
          <Rail />
        </div>
      </div>
      <div className="xl:hidden">
        <Fold title="All settings">
          <Rail />
        </Fold>
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        <Outlet />
      </div>
    </div>
  );
}

function Rail() {
  const path = useLocation({ select: ({ pathname, hash }) => pathname + (hash && `#${hash}`) });
  const { slug = null } = useParams({ strict: false }) as { slug?: string };
  const runs = useQuery(authMeOptions()).data?.is_platform_admin ?? false;
  const [query, setQuery] = useState("");
  const groups = railFor(slug, runs, query);
  return (
    <nav aria-label="Settings" className="grid gap-3.5">
      <TextField
        label="Search the settings"
        type="search"
        autoComplete="off"
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      {groups.length === 0 && (
        <p className="text-small text-ink-3">No section holds “{query.trim()}”.</p>
      )}
      {groups.map((group) => (
        <section key={group.label} aria-label={group.label} className="grid gap-px">
          <h2 className="px-2 pb-1 text-micro font-medium text-ink-3">{group.label}</h2>
          {group.entries.map((entry) => (
            <RailLink key={entry.to} label={entry.label} to={entry.to} here={path === entry.to} />
          ))}
        </section>
      ))}
    </nav>
  );
}

function RailLink({ label, to, here }: { label: string; to: string; here: boolean }) {
  const [path, hash] = to.split("#");
  return (
    <Link
      to={path}
      hash={hash}
      aria-current={here ? "page" : undefined}
      className={cx(
        "flex h-[30px] items-center rounded-2 px-2 hover:bg-hover coarse:h-11",
        here ? "bg-hover font-medium text-ink" : "text-ink-2",
      )}
    >
      {label}
    </Link>
  );
}
