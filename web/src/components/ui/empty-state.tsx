import type { ReactNode } from "react";
import { Button } from "./button";

type Props = { title: string; children?: ReactNode; action?: ReactNode; link?: ReactNode };

/** Nothing here yet: why, one action, one link. */
export function EmptyState({ title, children, action, link }: Props) {
  return (
    <div className="grid justify-items-start gap-2 px-3.5 py-6">
      <p className="text-lead font-medium">{title}</p>
      {children && <p className="max-w-[68ch] text-ink-2">{children}</p>}
      {(action || link) && (
        <div className="mt-1 flex flex-wrap items-center gap-3">
          {action}
          {link}
        </div>
      )}
    </div>
  );
}

/** Something is here, the filters hide it. */
export function NothingMatches({ what, onClear }: { what: string; onClear: () => void }) {
  return (
    <EmptyState
      title={`No ${what} match`}
      action={<Button onClick={onClear}>Clear filters</Button>}
    >
      Every filter and the search text have to fit at once.
    </EmptyState>
  );
}
