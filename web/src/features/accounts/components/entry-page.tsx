import type { ReactNode } from "react";
import { Logo } from "@/components/ui/logo";

/** One column for signing in and for the first account. */
export function EntryPage({
  title,
  intro,
  children,
}: {
  title: string;
  intro?: ReactNode;
  children: ReactNode;
}) {
  return (
    <main className="grid min-h-full place-items-center px-4 py-10">
      <div className="grid w-full max-w-[400px] gap-6">
        <div className="flex items-center gap-2.5 text-h2 font-strong tracking-tight">
          <Logo size={26} />
          tripl
        </div>
        <div className="grid gap-1">
          <h1 className="type-h1">{title}</h1>
          {intro && <p className="text-ink-2">{intro}</p>}
        </div>
        {children}
      </div>
    </main>
  );
}
