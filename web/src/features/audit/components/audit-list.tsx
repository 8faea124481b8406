import { ChevronRight } from "lucide-react";
import { useState } from "react";
import type { AuditEntryDetail, AuditEntryOut } from "@/api/generated/types.gen";
import { Badge } from "@/components/ui/badge";
import { ErrorPanel } from "@/components/ui/error-panel";
import { Icon } from "@/components/ui/icon";
import { Moment } from "@/components/ui/moment";
import { cx } from "@/lib/cx";
import { actionWords } from "../words";

type Asked = { data: AuditEntryDetail | undefined; error: unknown };
type Props = {
  entries: AuditEntryOut[];
  /** Asks for one entry with its payload. */
  useEntry: (id: string) => Asked;
};

/** Who did what and when; an entry opens on what it kept of the change. */
export function AuditList({ entries, useEntry }: Props) {
  return (
    <ul aria-label="Audit log" className="min-w-0 rounded-3 border border-line bg-surface">
      {entries.map((entry) => (
        <Entry key={entry.id} entry={entry} useEntry={useEntry} />
      ))}
    </ul>
  );
}

function Entry({ entry, useEntry }: { entry: AuditEntryOut; useEntry: Props["useEntry"] }) {
  const [open, setOpen] = useState(false);
  return (
    <li className="border-b border-line last:border-0">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex min-h-9 w-full flex-wrap items-center gap-x-2.5 gap-y-0.5 px-3.5 py-1.5 text-left hover:bg-hover coarse:min-h-11"
      >
        <Icon as={ChevronRight} size={13} className={cx("text-ink-3", open && "rotate-90")} />
        <span className="min-w-0 flex-1 break-words">
          <span className="font-medium">
            {entry.user_email || (entry.user_id ? "A deleted account" : "The server")}
          </span>{" "}
          <span className="text-ink-2">{actionWords(entry.action)}</span>{" "}
          {entry.target_name && <span className="font-medium">{entry.target_name}</span>}
          {entry.branch_name && (
            <Badge className="ml-1.5">
              <span className="type-mono">{entry.branch_name}</span>
            </Badge>
          )}
        </span>
        <time dateTime={entry.created_at} className="text-small whitespace-nowrap text-ink-3">
          <Moment at={entry.created_at} />
        </time>
      </button>
      {open && <Payload asked={useEntry} id={entry.id} action={entry.action} />}
    </li>
  );
}

function Payload({
  asked: useEntry,
  id,
  action,
}: {
  asked: Props["useEntry"];
  id: string;
  action: string;
}) {
  const entry = useEntry(id);
  if (entry.error) return <ErrorPanel className="mx-3.5 mb-3" error={entry.error} />;
  return (
    <div className="grid gap-1.5 px-3.5 pb-3 pl-9">
      <p className="type-mono text-small text-ink-3">{action}</p>
      <pre className="overflow-x-auto rounded-2 bg-sunken px-3 py-2 font-mono text-small whitespace-pre-wrap break-all">
        {entry.data ? JSON.stringify(entry.data.payload, null, 2) : "…"}
      </pre>
    </div>
  );
}
