import { ClipboardCopy, RotateCw, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { copyText } from "@/lib/clipboard";
import { cx } from "@/lib/cx";
import { type Problem, problemOf } from "@/lib/problem";
import { Button } from "./button";
import { Icon } from "./icon";

type Props = { error: unknown; onRetry?: () => void; title?: string; className?: string };

/** Cannot load, or was refused: what happened, what to do, and details for whoever runs the server. */
export function ErrorPanel({ error, onRetry, title, className }: Props) {
  const problem = problemOf(error);
  return (
    <div
      role="alert"
      className={cx("flex gap-2.5 rounded-2 bg-signal-tint px-3 py-2.5", className)}
    >
      <Icon as={TriangleAlert} className="mt-0.5 text-signal-ink" />
      <div className="grid min-w-0 flex-1 gap-1.5">
        <p className="font-medium">{title ?? problem.title}</p>
        <p className="break-words text-ink-2">{problem.detail}</p>
        <div className="flex flex-wrap items-start gap-x-3 gap-y-1.5">
          {onRetry && (
            <Button size="sm" onClick={onRetry}>
              <Icon as={RotateCw} size={13} />
              Retry
            </Button>
          )}
          <Details problem={problem} />
        </div>
      </div>
    </div>
  );
}

function Details({ problem }: { problem: Problem }) {
  const [copied, setCopied] = useState(false);
  const lines = [
    `Status: ${problem.status ?? "no answer"}`,
    `Request: ${problem.requestId ?? "unknown"}`,
    `At: ${new Date().toISOString()}`,
  ];
  const copy = async () => setCopied(await copyText([problem.detail, ...lines].join("\n")));
  return (
    <details className="min-w-0 text-small text-ink-2">
      <summary className="flex min-h-[26px] items-center rounded-1 text-link coarse:min-h-11">
        Details
      </summary>
      <pre className="mt-1 overflow-x-auto font-mono text-small">{lines.join("\n")}</pre>
      <Button variant="ghost" size="sm" onClick={copy} className="mt-1">
        <Icon as={ClipboardCopy} size={13} />
        {copied ? "Copied" : "Copy"}
      </Button>
    </details>
  );
}
