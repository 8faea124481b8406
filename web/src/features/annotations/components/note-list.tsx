import { ExternalLink, Trash2 } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Moment } from "@/components/ui/moment";
import { cx } from "@/lib/cx";
import { onOneDay } from "@/lib/format-date";
import type { Note } from "../view-model";

type Props = {
  notes: Note[];
  /** Left out for people who may only look. */
  onDelete?: (note: Note) => void;
};

/** What the chart marks, in full; the newest first. */
export function NoteList({ notes, onDelete }: Props) {
  return (
    <section aria-label="Annotations" className="border-t border-line px-3.5 py-2">
      <ul className="grid gap-1.5">
        {[...notes].reverse().map((note) => (
          <li key={note.id} className="flex items-start gap-2.5">
            <Swatch window={note.until !== null} />
            <div className="min-w-0 flex-1">
              <span className="flex flex-wrap items-baseline gap-x-2.5">
                <b className="font-medium break-words">{note.label}</b>
                <span className="text-small text-ink-3">
                  <When note={note} />
                  {note.reach && `, ${note.reach}`}
                  {note.byMachine && ", by API"}
                </span>
                {note.url && (
                  <a
                    href={note.url}
                    rel="noopener noreferrer"
                    target="_blank"
                    className="inline-flex items-center gap-1 text-small text-accent-ink underline"
                  >
                    Open link
                    <Icon as={ExternalLink} size={11} />
                  </a>
                )}
              </span>
              {note.description && (
                <span className="block text-small break-words text-ink-2">{note.description}</span>
              )}
            </div>
            {onDelete && (
              <Button
                variant="ghost"
                size="sm"
                aria-label={`Delete annotation ${note.label}`}
                onClick={() => onDelete(note)}
              >
                <Icon as={Trash2} size={14} />
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** "Sat 28 Nov 13:00–19:00, no signals", or the moment. */
function When({ note: { at, until } }: { note: Note }) {
  if (until === null) return <Moment at={at} />;
  return (
    <>
      <Moment at={at} />–<Moment at={until} as={onOneDay(at, until) ? "time" : undefined} />, no
      signals
    </>
  );
}

/** As the chart draws it: a line with a dot, or hatching. */
function Swatch({ window }: { window: boolean }) {
  return (
    <svg
      width="14"
      height="14"
      viewBox="0 0 14 14"
      aria-hidden="true"
      className={cx("mt-[3px] shrink-0 stroke-c-annot", !window && "fill-c-annot")}
    >
      {window ? (
        <path d="M1 4V1h12v3M1 13 13 1M1 8l7-7M6 13l7-7" fill="none" strokeWidth="1.2" />
      ) : (
        <>
          <circle cx="7" cy="2.6" r="2" stroke="none" />
          <path d="M7 3v11" strokeWidth="1.3" />
        </>
      )}
    </svg>
  );
}
