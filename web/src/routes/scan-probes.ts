import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { awaitProbe } from "@/api/asking-posts";
import { scansDryRun, scansPreview } from "@/api/generated/sdk.gen";
import { whyNotAsked } from "@/features/scans/draft-mapping";
import { dryRunOf, dryRunRequest, previewOf } from "@/features/scans/probe-mapping";
import type { Preview, ScanDraft } from "@/features/scans/view-model";
import { problemOf } from "@/lib/problem";

/** A first look at the query. The only time column there is is taken, and its newest row looked up. */
export function usePreview(
  slug: string,
  draft: ScanDraft,
  change: (part: Partial<ScanDraft>) => void,
) {
  const [answer, setAnswer] = useState<Preview | null>(null);
  const mutation = useMutation({
    mutationFn: async (asked: ScanDraft) => {
      const first = await look(slug, asked);
      const timed = first.columns.filter((column) => /date|time/.test(column.kind));
      const timeColumn = timed.length === 1 && !asked.timeColumn ? timed[0]?.name : undefined;
      if (!timeColumn) return { preview: first };
      return { preview: await look(slug, { ...asked, timeColumn }), timeColumn };
    },
    onSuccess: ({ preview, timeColumn }) => {
      setAnswer(preview);
      if (timeColumn) change({ timeColumn });
    },
  });
  const failed = mutation.error ? problemOf(mutation.error) : null;
  // A lost session has a dialog of its own, and says nothing about the query.
  const problem = failed?.status === 401 ? null : failed;
  return {
    answer,
    error: problem && { text: problem.detail, line: lineOf(problem.detail) },
    busy: mutation.isPending,
    ask: (asked: ScanDraft = draft) => {
      if (asked.dataSourceId && asked.baseQuery.trim() !== "") mutation.mutate(asked);
    },
  };
}

async function look(slug: string, asked: ScanDraft): Promise<Preview> {
  const { data } = await scansPreview({
    path: { slug },
    body: {
      data_source_id: asked.dataSourceId ?? "",
      base_query: asked.baseQuery,
      time_column: asked.timeColumn,
      interval: asked.timeColumn ? asked.interval : null,
    },
    throwOnError: true,
  });
  return previewOf(await awaitProbe("preview", slug, data.id));
}

/** "… at line 3" in the reason of a refusal. */
function lineOf(text: string): number | null {
  const found = /\bline (\d+)/i.exec(text)?.[1];
  return found ? Number(found) : null;
}

/** What the scan would add, asked by hand and marked old by any change that matters. */
export function useDryRun(slug: string, draft: ScanDraft) {
  const mutation = useMutation({
    mutationFn: async (asked: ScanDraft) => {
      const { data } = await scansDryRun({
        path: { slug },
        body: dryRunRequest(asked),
        throwOnError: true,
      });
      return dryRunOf(await awaitProbe("dry-run", slug, data.id));
    },
  });
  const asked = mutation.variables;
  const same =
    asked && JSON.stringify(dryRunRequest(asked)) === JSON.stringify(dryRunRequest(draft));
  return {
    answer: mutation.data ?? null,
    stale: mutation.data !== undefined && !same,
    asking: mutation.isPending,
    error: mutation.error,
    blocked: whyNotAsked(draft),
    onAsk: () => mutation.mutate(draft),
  };
}
