export type Teaser = { id: string; name: string; what: string };

/** What this edition has not. Everything a team needs is in it; these are for organizations with many of them. */
export const TEASERS: Teaser[] = [
  {
    id: "organization-sso",
    name: "Single sign-on per organization",
    what: "OpenID Connect or SAML of its own for each organization, with verified domains",
  },
  { id: "scim", name: "SCIM", what: "People and groups come and go with the directory" },
  {
    id: "audit-export",
    name: "Audit export",
    what: "The log of the whole organization as a file or webhook, kept as long as you say",
  },
  { id: "custom-roles", name: "Custom roles", what: "Permissions by role, granted to groups" },
  { id: "escalation", name: "Escalation", what: "Steps and repeats until somebody answers" },
  {
    id: "platform-console",
    name: "Platform console",
    what: "Organizations and accounts of the instance, suspended or stepped into with a reason",
  },
  { id: "kms", name: "Keys in a KMS", what: "Secrets encrypted under a key that never leaves it" },
];

export const teasersBut = (provided: Iterable<string>): Teaser[] => {
  const there = new Set(provided);
  return TEASERS.filter(({ id }) => !there.has(id));
};
