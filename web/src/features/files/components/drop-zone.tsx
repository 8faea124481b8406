import { FileUp } from "lucide-react";
import { useRef } from "react";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { cx } from "@/lib/cx";
import { formatBytes } from "@/lib/format-number";

type Props = {
  most: number;
  /** A file hangs over the page. */
  over: boolean;
  onFiles: (files: File[], folder: boolean) => void;
};

const ENDINGS = ".csv,.tsv,.txt,.log,.gz,.parquet,.pq,.ndjson,.jsonl,.json";

/** Takes one file: dropped anywhere on the page, or chosen with the button. */
export function DropZone({ most, over, onFiles }: Props) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <div
      data-drop-zone=""
      className={cx(
        "state-motion grid justify-items-center gap-2.5 rounded-3 border-[1.5px] border-dashed px-4 py-9 text-center narrow:py-7",
        over ? "border-accent bg-accent-tint" : "border-line-control bg-sunken",
      )}
    >
      <Icon as={FileUp} size={22} weight={1.5} className="text-accent-ink" />
      <p className="text-lead font-medium">
        {over ? "Let go to read it" : "Drop a CSV or Parquet file anywhere on this page"}
      </p>
      <input
        ref={input}
        type="file"
        accept={ENDINGS}
        aria-label="File to read"
        tabIndex={-1}
        className="sr-only"
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])], false);
          // The same file can be chosen again after a refusal.
          event.target.value = "";
        }}
      />
      <Button variant="primary" size="lg" onClick={() => input.current?.click()}>
        Choose a file
      </Button>
      <p className="text-small text-ink-3">
        CSV, TSV, NDJSON or Parquet, packed with gzip or not, up to {formatBytes(most)}
      </p>
    </div>
  );
}
