import { Check, ClipboardCopy } from "lucide-react";
import { useState } from "react";
import { copyText } from "@/lib/clipboard";
import { Button } from "./button";
import { Icon } from "./icon";

/** A token that is shown a single time, ready to copy. */
export function SecretOnce({
  label,
  secret,
  note,
}: {
  label: string;
  secret: string;
  note: string;
}) {
  const [copied, setCopied] = useState(false);
  return (
    <div className="grid grid-cols-1 gap-[5px]">
      <span className="text-small font-medium text-ink-2">{label}</span>
      <div className="flex items-center gap-2">
        <code className="min-w-0 flex-1 rounded-2 border border-line bg-sunken px-2.5 py-[5px] font-mono text-small break-all select-all">
          {secret}
        </code>
        <Button onClick={async () => setCopied(await copyText(secret))}>
          <Icon as={copied ? Check : ClipboardCopy} size={14} />
          {copied ? "Copied" : "Copy"}
        </Button>
      </div>
      <p className="text-small text-ink-3">{note}</p>
    </div>
  );
}
