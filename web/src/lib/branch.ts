import { useSearch } from "@tanstack/react-router";

/** The plan branch that the address names; undefined is main. */
export function useBranch(): string | undefined {
  const { branch } = useSearch({ strict: false }) as { branch?: unknown };
  return typeof branch === "string" && branch !== "" ? branch : undefined;
}
