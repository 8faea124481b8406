import { currentOrganization } from "./organization";

/** A page somebody was on: where it is and what it is called. */
export type Recent = { to: string; label: string };

const KEPT = 8;
/** A project of the same address in another organization has a past of its own. */
const place = (slug: string) =>
  ["tripl.recents", currentOrganization(), slug].filter((part) => part !== null).join(".");

/** The pages of a project that this browser opened last, newest first. */
export const recents = {
  of(slug: string): Recent[] {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(place(slug)) ?? "[]");
      return Array.isArray(kept) ? kept.filter(isRecent) : [];
    } catch {
      return [];
    }
  },
  visit(slug: string, page: Recent): void {
    const others = recents.of(slug).filter(({ to }) => to !== page.to);
    try {
      localStorage.setItem(place(slug), JSON.stringify([page, ...others].slice(0, KEPT)));
    } catch {
      // A browser without storage has no past.
    }
  },
};

function isRecent(value: unknown): value is Recent {
  const { to, label } = (value ?? {}) as Partial<Recent>;
  return typeof to === "string" && to.startsWith("/") && typeof label === "string";
}
