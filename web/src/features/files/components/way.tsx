import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Icon } from "@/components/ui/icon";

type Props = { icon: LucideIcon; title: string; children: ReactNode };

/** One way to begin, with what it takes and its action. */
export function Way({ icon, title, children }: Props) {
  return (
    <section
      aria-label={title}
      className="grid content-start gap-2.5 rounded-3 border border-line bg-surface px-3.5 py-3.5"
    >
      <h2 className="flex items-center gap-2 type-h3">
        <Icon as={icon} className="text-accent-ink" />
        {title}
      </h2>
      {children}
    </section>
  );
}
