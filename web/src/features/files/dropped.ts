import { formatBytes } from "@/lib/format-number";
import type { Problem } from "@/lib/problem";

export type Room = { max: number; free: number };

const refusal = (title: string, detail: string): Problem => ({
  status: null,
  title,
  detail,
  requestId: null,
  fields: {},
  retryAfter: null,
});

/** Why what was dropped is not sent at all, or null. */
export function whyNotSent(files: File[], folder: boolean, room: Room): Problem | null {
  const [first, second] = files;
  if (folder)
    return refusal(
      "That is a folder",
      "Drop one CSV or Parquet file. A folder is connected as a data source.",
    );
  if (!first)
    return refusal("That is not a file", "Drop one CSV, NDJSON or Parquet file from your disk.");
  if (second)
    return refusal(
      "One file at a time",
      `You dropped ${files.length} files. Drop the one you want to see first; each file gets a project of its own, or joins one.`,
    );
  if (first.size === 0)
    return refusal(
      "The file is empty",
      `${first.name} has no bytes. Export it again, and drop that.`,
    );
  if (first.size > room.max)
    return refusal(
      "The file is too large",
      `${first.name} has ${formatBytes(first.size)}; at most ${formatBytes(room.max)} can be dropped here. Drop a part of it, or connect the folder it lies in as a data source.`,
    );
  if (first.size > room.free)
    return refusal(
      "The server's disk is too full",
      `${first.name} has ${formatBytes(first.size)}, and the disk of the server has room for ${formatBytes(room.free)}. Free some space, or drop a part of the file.`,
    );
  return null;
}

/** What a drop carries: its files, and whether one of them is a folder. */
export function droppedOf(transfer: DataTransfer): { files: File[]; folder: boolean } {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  return {
    files: [...transfer.files],
    folder: entries.some((entry) => entry?.isDirectory ?? false),
  };
}

/** "web_requests.csv.gz" as the name of a project: "Web requests". */
export function nameFromFile(name: string): string {
  const stem = name
    .replace(/(\.(csv|tsv|txt|log|gz|parquet|pq|ndjson|jsonl|json))+$/i, "")
    .replace(/[_\-.]+/g, " ")
    .trim();
  return (stem.charAt(0).toUpperCase() + stem.slice(1)).slice(0, 100) || "My data";
}
