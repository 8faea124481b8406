import { ClipboardCopy, Download } from "lucide-react";
import type { FileReject } from "@/api/generated/types.gen";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Panel } from "@/components/ui/panel";
import { type Column, DataTable } from "@/components/ui/table";
import { formatNumber, plural } from "@/lib/format-number";

type Props = {
  rejects: FileReject[];
  total: number;
  busy: "copy" | "download" | "more" | null;
  onCopy: () => void;
  onDownload: () => void;
  onMore: (() => void) | null;
};

/** Lines of the file that are in no count, each with its reason. */
export function RejectsPanel({ rejects, total, busy, onCopy, onDownload, onMore }: Props) {
  const columns: Column<FileReject>[] = [
    {
      key: "line",
      head: "Line",
      numeric: true,
      className: "w-20 text-ink-2",
      cell: (reject) => formatNumber(reject.line),
    },
    { key: "reason", head: "Why", cell: (reject) => reject.reason },
    {
      key: "text",
      head: "Text",
      from: "md",
      className: "w-full max-w-0 truncate type-mono text-ink-3",
      cell: (reject) => reject.text,
    },
  ];
  return (
    <Panel
      title="Rejected lines"
      note={`${plural(total, "line is", "lines are")} in no count`}
      ruled
      actions={
        <>
          <Button size="sm" busy={busy === "copy" && "Copying"} onClick={onCopy}>
            <Icon as={ClipboardCopy} size={13} />
            Copy
          </Button>
          <Button size="sm" busy={busy === "download" && "Writing"} onClick={onDownload}>
            <Icon as={Download} size={13} />
            Download
          </Button>
        </>
      }
    >
      <DataTable
        plain
        label="Rejected lines"
        columns={columns}
        rows={rejects}
        rowKey={(reject) => `${reject.line} ${reject.reason}`}
        rowHeight={30}
        narrow={(reject) => (
          <p className="break-words">
            <span className="font-medium">Line {formatNumber(reject.line)}</span>{" "}
            <span className="text-ink-2">{reject.reason}</span>
          </p>
        )}
      />
      {onMore && (
        <p className="border-t border-line px-3.5 py-2">
          <Button size="sm" variant="ghost" busy={busy === "more" && "Reading"} onClick={onMore}>
            Show more of {formatNumber(total)}
          </Button>
        </p>
      )}
    </Panel>
  );
}
