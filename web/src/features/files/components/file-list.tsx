import { Link } from "@tanstack/react-router";
import type { FileResponse } from "@/api/generated/types.gen";
import { Panel } from "@/components/ui/panel";
import { rowLink } from "@/components/ui/table";
import { formatAgo } from "@/lib/format-date";
import { stateWords } from "../words";

/** Files that were dropped before, newest first; what was begun is taken up again. */
export function FileList({ files }: { files: FileResponse[] }) {
  return (
    <Panel title="Files dropped before" ruled>
      <ul aria-label="Files dropped before">
        {files.map((file) => (
          <li
            key={file.id}
            className="relative flex items-center gap-3 border-b border-line px-3.5 py-2.5 last:border-0 has-[[data-row-link]:hover]:bg-hover has-[[data-row-link]:focus-visible]:bg-accent-tint"
          >
            <span className="grid min-w-0 flex-1 gap-0.5">
              <Link
                to="/add-data/$file"
                params={{ file: file.id } as never}
                data-row-link=""
                className={`${rowLink} truncate`}
              >
                {file.name}
              </Link>
              <span
                className={
                  file.status === "failed" ? "text-small text-signal-ink" : "text-small text-ink-3"
                }
              >
                {stateWords(file)}
              </span>
            </span>
            <span className="shrink-0 text-small text-ink-3">{formatAgo(file.created_at)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
