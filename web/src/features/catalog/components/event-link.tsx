import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

type Props = { slug: string; id: string; className?: string; children: ReactNode };

export function EventLink({ slug, id, className, children }: Props) {
  return (
    <Link
      to="/p/$slug/monitoring/$scope/$ref"
      params={{ slug, scope: "event", ref: id }}
      data-row-link=""
      className={className}
    >
      {children}
    </Link>
  );
}
