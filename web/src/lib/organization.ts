/** The organization of the address: everything below /o/{org} acts in that one. Switching loads the page anew. */
const BELOW = /^\/o\/([^/]+)(?=\/|$)/;
const USED = "tripl.organization";
/** What belongs to an organization on the server; the rest belongs to a person or to the instance. */
const OWNED =
  /^\/api\/v1\/(?=(?:projects|activity|audit|data-sources|users|me|files|auth\/me)(?:[/?]|$))/;

/** Null for a short address, which means the default organization or the only one. */
export function organizationOf(path: string): string | null {
  const found = BELOW.exec(path)?.[1];
  return found === undefined ? null : decodeURIComponent(found);
}

export const currentOrganization = () => organizationOf(window.location.pathname);

/** Where pages of an organization begin. */
export const placeOf = (organization: string) => `/o/${encodeURIComponent(organization)}`;

/** An address of the API as the page means it: in the organization of the page's own address. */
export function qualified(url: string): string {
  const organization = currentOrganization();
  if (organization === null) return url;
  const origin = url.startsWith("/") ? "" : new URL(url).origin;
  const path = url.slice(origin.length);
  return origin + path.replace(OWNED, `/api/v1/orgs/${encodeURIComponent(organization)}/`);
}

/** The organization that this browser was in last, for addresses that name none. */
export const lastUsed = {
  read: () => kept(() => localStorage.getItem(USED)),
  note: (organization: string) => kept(() => localStorage.setItem(USED, organization)),
};

function kept<T>(act: () => T): T | null {
  try {
    return act();
  } catch {
    return null; // a browser without storage has no past
  }
}
