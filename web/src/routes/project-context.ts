import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { projectsReadOptions, scansListedOptions } from "@/api/generated/@tanstack/react-query.gen";
import type { ScanOut } from "@/api/generated/types.gen";
import { toSeconds } from "@/lib/format-date";

/** The part of the address that names the project. */
export function useSlug(): string {
  return (useParams({ strict: false }) as { slug: string }).slug;
}

/** One part of the address of the open page. */
export function useAddressPart(name: "scan" | "job" | "scope" | "ref" | "file" | "type"): string {
  return (useParams({ strict: false }) as Record<string, string>)[name] ?? "";
}

/** The open project with what this person may do in it. */
export function useProject() {
  const slug = useSlug();
  const query = useQuery(projectsReadOptions({ path: { slug } }));
  return {
    slug,
    query,
    project: query.data,
    mayEdit: query.data?.can_mutate ?? false,
    mayOwn: query.data?.my_role === "owner",
    isDemo: query.data?.is_demo ?? false,
  };
}

export function useScans(slug: string) {
  return useQuery(scansListedOptions({ path: { slug } }));
}

/** Where the project's data ends, in epoch seconds; null while something is still collected. */
export function dataEnd(scans: ScanOut[] | undefined): number | null {
  const counted = (scans ?? []).filter((scan) => scan.last_collection_at !== null);
  if (counted.length === 0 || counted.some((scan) => !scan.is_static)) return null;
  return Math.max(...counted.map((scan) => toSeconds(scan.as_of) ?? 0)) || null;
}
