import type { ReactNode } from "react";
import type { NavCount, Visitor } from "@/app/navigation";

export type ShellProject = { id?: string; slug: string; name: string; trouble: number };
export type ShellBranch = { id: string; name: string; main: boolean };

export type ShellOrganization = { slug: string; name: string };

export type ShellModel = {
  /** Those of the person, and the one they work in. */
  organizations: ShellOrganization[];
  organization: string | null;
  path: string;
  project: ShellProject | null;
  projects: ShellProject[];
  /** Main first; empty outside a project and while it is asked for. */
  branches: ShellBranch[];
  /** The branch of the address; null is main. */
  branch: string | null;
  /** Owners see what is theirs alone. */
  owner: boolean;
  user: { name: string; email: string };
  counts: Partial<Record<NavCount, number>>;
  live: { connected: boolean; text: ReactNode } | null;
};

export function visitorOf(model: ShellModel): Visitor {
  return { slug: model.project?.slug ?? null, owner: model.owner };
}
