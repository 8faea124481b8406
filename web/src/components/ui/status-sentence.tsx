import type { ReactNode } from "react";
import { cx } from "@/lib/cx";
import type { Tone } from "./badge";

const UNDERLINES: Record<Tone, string> = {
  signal: "decoration-signal",
  drift: "decoration-drift",
  late: "decoration-late",
  ok: "decoration-ok",
  accent: "decoration-accent",
  neutral: "decoration-line-control",
};

/** Class of a part of the sentence that leads somewhere; the underline carries the kind of trouble. */
export function sayLink(tone: Tone = "neutral"): string {
  return cx(
    "rounded-1 font-strong underline decoration-[1.5px] underline-offset-4",
    UNDERLINES[tone],
  );
}

/** The one sentence a reporting page opens with, built from stored numbers; it is the page’s heading. */
export function StatusSentence({ children }: { children: ReactNode }) {
  return <h1 className="type-say">{children}</h1>;
}
