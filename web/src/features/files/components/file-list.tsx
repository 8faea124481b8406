import { Link } from "@tanstack/react-router";
import type { FileResponse } from "@/api/generated/types.gen";
import { Moment } from "@/components/ui/moment";
import { Panel } from "@/components/ui/panel";
import { rowLink } from "@/components/ui/table";
import { formatNumber } from "@/lib/format-number";
import { stateWords } from "../words";

/** Files that were dropped before, newest first; what was begun is taken up again. */
export function FileList({ files, total }: { files: FileResponse[]; total: number }) {
  return (
    <Panel
      title="Files dropped before"
      note={total > files.length && `the newest ${files.length} of ${formatNumber(total)}`}
      ruled
    >
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
            <span className="shrink-0 text-small text-ink-3">
              <Moment at={file.created_at} ago />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
