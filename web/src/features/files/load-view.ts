import type { FileResponse } from "@/api/generated/types.gen";
import { plural } from "@/lib/format-number";

const MEGABYTE = 1_000_000;

/** Where the load of a file stands, in the words of a run. */
export function loadStep(file: FileResponse) {
  return {
    key: "load",
    label: "Load",
    state:
      file.status === "loaded"
        ? ("done" as const)
        : file.stage === "waiting"
          ? ("waiting" as const)
          : ("running" as const),
    note: file.loaded_rows === null ? undefined : plural(file.loaded_rows, "row"),
  };
}

export function loadSentence(file: FileResponse): string {
  if (file.stage === "waiting") return `${file.name} waits for a worker.`;
  if (file.stage === "starting") return "Every row is loaded. The counting begins.";
  return `Loading ${file.name}.`;
}

export function loadProgress(file: FileResponse) {
  const size = file.size_bytes / MEGABYTE;
  const round = (amount: number) => Math.round(amount * 10) / 10;
  return size < 1
    ? { done: Math.round(file.progress * 100), total: 100, unit: "percent" }
    : { done: round(size * file.progress), total: round(size), unit: "MB" };
}
