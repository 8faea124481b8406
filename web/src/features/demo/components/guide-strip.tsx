import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { cx } from "@/lib/cx";
import type { Chapter, ChapterKey } from "../guide/chapters";
import { type Progress, position, type Setback, stepAt } from "../guide/engine";

const SETBACKS: Record<Setback, string> = {
  failed: "Your run failed, so the step before is yours again. Its page says why.",
  cancelled: "Your run was stopped before its end, so the step before is yours again.",
  silent:
    "Your run ended and your rule matched nothing. Look at its conditions under Alerting, then run again.",
  lost: "Your run is not there any more, so the step before is yours again.",
  reset: "The demo was reset, so the guide begins anew.",
};

type Props = {
  progress: Progress;
  /** Those that can be done in this demo. */
  chapters: Chapter[];
  mayEdit: boolean;
  onBegin: (chapter: ChapterKey) => void;
  onLeave: () => void;
  onClose: () => void;
  /** Goes to where the step is done. */
  onShow: () => void;
  /** The way out of the demo, behind the last chapter. */
  ending: ReactNode;
};

/** Names chapter and step, and what to do; read aloud when it changes. */
export function GuideStrip(props: Props) {
  const { progress, chapters, mayEdit, onLeave, onClose, onShow } = props;
  const chapter = chapters.find((each) => each.key === progress.chapter);
  const step = stepAt(progress);
  const at = position(progress);
  return (
    <section
      aria-label="Guide"
      className="flex flex-wrap items-start gap-x-3 gap-y-1 rounded-3 border border-line bg-surface py-1.5 pr-1.5 pl-3"
    >
      <div className="min-w-0 flex-1 basis-[260px] py-0.5">
        <p className="flex flex-wrap items-center gap-x-2 text-small text-ink-3">
          <span className="font-medium text-accent-ink">{chapter?.title ?? "Guide"}</span>
          {chapter && step && (
            <>
              <span>
                step {at + 1} of {chapter.steps.length}
              </span>
              <Dots at={at} of={chapter.steps.length} />
            </>
          )}
        </p>
        <div role="status">
          {progress.setback && <p className="text-signal-ink">{SETBACKS[progress.setback]}</p>}
          {!progress.setback && at > 0 && (
            <p className="text-ink-2">{chapter?.steps[at - 1]?.seen}</p>
          )}
          {chapter && step && <p className="font-medium">{step.text}</p>}
          {chapter && step?.edits && !mayEdit && (
            <p className="text-ink-3">Somebody who may change this project does this step.</p>
          )}
          {!chapter && (
            <p>Ten minutes through the product. Each step is done by you, in the real thing.</p>
          )}
        </div>
        {(!chapter || !step) && <Next {...props} />}
      </div>
      <div className="ml-auto flex items-center gap-0.5">
        {chapter && step && (
          <Button size="sm" onClick={onShow}>
            Show me
          </Button>
        )}
        {chapter && step && (
          <Button size="sm" variant="ghost" onClick={onLeave}>
            Chapters
          </Button>
        )}
        <Button size="sm" variant="ghost" square aria-label="Close the guide" onClick={onClose}>
          <Icon as={X} size={14} />
        </Button>
      </div>
    </section>
  );
}

/** The chapters, the first that is not done foremost; behind the last one, the way out. */
function Next({ progress, chapters, onBegin, ending }: Props) {
  const rest = (chapter: Chapter) => chapter.steps.length - (progress.done[chapter.key] ?? 0);
  const first = chapters.find((chapter) => rest(chapter) > 0);
  return (
    <ul className="flex flex-wrap items-center gap-2 pt-1.5">
      {chapters.map((chapter) => (
        <li key={chapter.key}>
          <Button
            size="sm"
            variant={chapter === first ? "primary" : "default"}
            title={chapter.about}
            onClick={() => onBegin(chapter.key)}
          >
            {wordFor(chapter, rest(chapter))}
          </Button>
        </li>
      ))}
      {!first && <li>{ending}</li>}
    </ul>
  );
}

function wordFor({ title, steps }: Chapter, rest: number): string {
  if (rest === 0) return `${title}, again`;
  return rest === steps.length ? title : `${title}, go on`;
}

function Dots({ at, of }: { at: number; of: number }) {
  return (
    <span aria-hidden="true" className="flex gap-1">
      {Array.from({ length: of }, (_, index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: a dot is nothing but its place.
          key={index}
          className={cx(
            "size-1.5 rounded-full",
            index < at ? "bg-accent" : index === at ? "bg-accent-line" : "bg-line-strong",
          )}
        />
      ))}
    </span>
  );
}
