import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { fileReadingOptions } from "@/api/asking-posts";
import type { FileChoices, FileReading } from "@/api/generated/types.gen";
import { choose, keptChoices } from "@/features/files/choices";
import { useSettled } from "@/lib/use-settled";

/** Quick clicks make one question. */
const SETTLE_MS = 300;

/** The file read with the decisions so far. An old answer stays until the new one is there. */
export function useFileReading(id: string) {
  const [choices, setChoices] = useState<FileChoices>(() => keptChoices.read(id));
  const [last, setLast] = useState<{ reading: FileReading; at: number } | null>(null);
  const asked = useSettled(choices, SETTLE_MS);
  const query = useQuery(fileReadingOptions(id, asked));
  const { data, dataUpdatedAt } = query;
  useEffect(() => {
    if (data) setLast({ reading: data, at: Math.floor(dataUpdatedAt / 1000) });
  }, [data, dataUpdatedAt]);
  const decide = (next: FileChoices) => {
    setChoices(next);
    keptChoices.keep(id, next);
  };
  const shown = data ?? last?.reading ?? null;
  const waiting = asked !== choices || query.isFetching;
  return {
    reading: shown,
    at: last?.at ?? 0,
    choices,
    onChoose: (part: FileChoices) => shown && decide(choose(choices, part, shown)),
    onReset: () => decide({}),
    stale: waiting || data === undefined,
    asking: waiting,
    error: waiting ? null : query.error,
    retry: () => void query.refetch(),
  };
}
