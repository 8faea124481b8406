import { useEffect } from "react";
import { crumbsFor } from "@/app/navigation";
import { recents } from "@/lib/recents";

const UNNAMED = "…";

/** Remembers the open page of a project once it is known what it is called. */
export function useRecents(slug: string | null, path: string, subject: string | null): void {
  const label = crumbsFor(path, subject).at(-1)?.label;
  useEffect(() => {
    if (slug !== null && label && label !== UNNAMED) recents.visit(slug, { to: path, label });
  }, [slug, path, label]);
}
