import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { Icon } from "./icon";

type Props = {
  title: string;
  summary?: ReactNode;
  children: ReactNode;
  open?: boolean;
  inPanel?: boolean;
};

/** A closed section whose effect stands in one line. */
export function Fold({ title, summary, children, open, inPanel = false }: Props) {
  return (
    <details open={open} className="group border-b border-line last:border-0">
      <summary
        className={`flex min-h-10 list-none items-center gap-[9px] rounded-1 coarse:min-h-11 [&::-webkit-details-marker]:hidden ${inPanel ? "px-3.5" : "px-0.5"}`}
      >
        <Icon as={ChevronRight} size={13} className="text-ink-3 group-open:rotate-90" />
        <b className="shrink-0 font-medium">{title}</b>
        <span className="truncate text-small text-ink-3">{summary}</span>
      </summary>
      <div className={inPanel ? "px-3.5 pb-3.5" : "px-0.5 pt-1 pb-4"}>{children}</div>
    </details>
  );
}
