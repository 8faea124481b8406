import { TriangleAlert } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { ProgressLine } from "@/components/ui/progress";
import { formatDuration } from "@/lib/format-date";
import { formatBytes, formatPercent } from "@/lib/format-number";
import type { Problem } from "@/lib/problem";
import type { Upload } from "../upload-store";

type Props = {
  upload: Exclude<Upload, { state: "idle" }>;
  /** Said when a second file was dropped while this one is on its way. */
  note: string | null;
  onStop: () => void;
  onForget: () => void;
};

/** A file on its way to the server: how much, how fast, how long; or why it did not arrive. */
export function UploadView({ upload, note, onStop, onForget }: Props) {
  if (upload.state === "failed") return <Refused upload={upload} onForget={onForget} />;
  const sent = upload.state === "sending" ? upload.sent : upload.size;
  const share = upload.size > 0 ? sent / upload.size : 0;
  return (
    <div className="grid gap-3 rounded-3 border border-line bg-sunken px-4 py-6">
      <div className="flex items-baseline justify-between gap-3">
        <p className="min-w-0 truncate text-lead font-medium">{upload.name}</p>
        <p className="shrink-0 text-small text-ink-3">{formatBytes(upload.size)}</p>
      </div>
      {upload.state === "checking" ? (
        <ProgressLine label="Looking at the file" className="!h-2 rounded-1" />
      ) : (
        <div
          role="progressbar"
          aria-label={`Upload of ${upload.name}`}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.floor(share * 100)}
          className="h-2 overflow-hidden rounded-1 bg-hover"
        >
          <div className="h-full rounded-1 bg-accent" style={{ width: `${share * 100}%` }} />
        </div>
      )}
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-small text-ink-2" aria-live="polite">
          {upload.state === "checking"
            ? "All bytes are there. Looking at the file."
            : sentWords(upload)}
        </p>
        <Button size="sm" onClick={onStop}>
          Cancel the upload
        </Button>
      </div>
      {note && (
        <p role="status" className="text-small text-ink-2">
          {note}
        </p>
      )}
    </div>
  );
}

function sentWords({ size, sent, rate }: Extract<Upload, { state: "sending" }>): string {
  const share = formatPercent(Math.floor((sent / size) * 100) / 100);
  const told = `${formatBytes(sent)} of ${formatBytes(size)} sent, ${share}`;
  if (rate === null || rate <= 0) return told;
  return `${told}, ${formatBytes(Math.round(rate))} a second, ${formatDuration((size - sent) / rate)} left`;
}

function Refused({
  upload,
  onForget,
}: {
  upload: Extract<Upload, { state: "failed" }>;
  onForget: () => void;
}) {
  return (
    <div role="alert" className="flex gap-3 rounded-3 bg-signal-tint px-4 py-5">
      <Icon as={TriangleAlert} className="mt-0.5 text-signal-ink" />
      <div className="grid min-w-0 flex-1 gap-1.5">
        <p className="text-lead font-medium break-words">
          {titleOf(upload.problem)}
          {upload.name && `: ${upload.name}`}
        </p>
        <p className="max-w-[68ch] break-words text-ink-2">{upload.problem.detail}</p>
        <div className="mt-1 flex flex-wrap gap-2">
          {upload.again && (
            <Button variant="primary" onClick={upload.again}>
              Send it again
            </Button>
          )}
          <Button onClick={onForget}>Choose another file</Button>
        </div>
      </div>
    </div>
  );
}

/** Of a refusal the file is what it is about, not the values of a form. */
function titleOf({ status, title }: Problem): string {
  if (status === 422 || status === 400) return "The file cannot be read";
  if (status === 413) return "The file is too large";
  return status === 409 || status === 507 ? "The file was not stored" : title;
}
