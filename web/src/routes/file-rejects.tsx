import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { filesRejectsOptions } from "@/api/generated/@tanstack/react-query.gen";
import { filesRejects } from "@/api/generated/sdk.gen";
import type { FileReject, FileResponse } from "@/api/generated/types.gen";
import { ErrorPanel } from "@/components/ui/error-panel";
import { Loaded } from "@/components/ui/loaded";
import { RejectsPanel } from "@/features/files/components/rejects-panel";
import { rejectsText, saveText } from "@/features/files/rejects-text";
import { copyText } from "@/lib/clipboard";
import { plural } from "@/lib/format-number";
import { toasts } from "@/lib/toast-store";

const FIRST = 100;
const PAGE = 1000;

/** The lines that did not fit, and all of them to take along. */
export function FileRejects({ file }: { file: FileResponse }) {
  const path = { file_id: file.id };
  const [limit, setLimit] = useState(FIRST);
  const rejects = useQuery({
    ...filesRejectsOptions({ path, query: { limit } }),
    placeholderData: (before) => before,
  });
  const take = useMutation({
    mutationFn: async (way: "copy" | "download") => {
      const all: FileReject[] = [];
      for (;;) {
        const query = { limit: PAGE, offset: all.length };
        const { data } = await filesRejects({ path, query, throwOnError: true });
        all.push(...data.items);
        if (data.items.length === 0 || all.length >= data.total) break;
      }
      const text = rejectsText(all);
      if (way === "download") saveText(`${file.name} rejected lines.csv`, text);
      else if (await copyText(text)) toasts.show(`${plural(all.length, "line")} copied`);
    },
  });
  const busy = take.isPending ? take.variables : rejects.isPlaceholderData ? "more" : null;
  return (
    <Loaded of={rejects} title="The rejected lines cannot be listed">
      {({ items, total }) => (
        <>
          <RejectsPanel
            rejects={items}
            total={total}
            busy={busy}
            onCopy={() => take.mutate("copy")}
            onDownload={() => take.mutate("download")}
            onMore={items.length < total && limit < PAGE ? () => setLimit(PAGE) : null}
          />
          {take.error && <ErrorPanel error={take.error} />}
        </>
      )}
    </Loaded>
  );
}
