import type { NavCount } from "@/app/navigation";

export type ShellProject = { slug: string; name: string; trouble: number };

export type ShellModel = {
  path: string;
  project: ShellProject | null;
  projects: ShellProject[];
  user: { name: string; email: string };
  counts: Partial<Record<NavCount, number>>;
  live: { connected: boolean; text: string } | null;
};
