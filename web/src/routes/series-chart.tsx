import { Flag } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import type { EventMetrics } from "@/api/generated/types.gen";
import { VolumeChart } from "@/components/charts/volume-chart";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { ErrorPanel } from "@/components/ui/error-panel";
import { Icon } from "@/components/ui/icon";
import { NoteDialog } from "@/features/annotations/components/note-dialog";
import { NoteList } from "@/features/annotations/components/note-list";
import { marksOf } from "@/features/annotations/mapping";
import type { Note } from "@/features/annotations/view-model";
import { coverageOf, pointsOf, stepOf } from "@/features/monitoring/mapping";
import { useNotes } from "./series-notes";

type Props = {
  label: string;
  metrics: EventMetrics;
  typeId: string | null;
  focus: number | undefined;
  controls: ReactNode;
};

/** The chart with what people noted on it. */
export function SeriesChart({ label, metrics, typeId, focus, controls }: Props) {
  const noted = useNotes(metrics, typeId);
  const [adding, setAdding] = useState(false);
  const [going, setGoing] = useState<Note | null>(null);
  const step = stepOf(metrics.interval);
  const points = useMemo(() => pointsOf(metrics), [metrics]);
  const coverage = useMemo(() => coverageOf(metrics), [metrics]);
  const { notes } = noted;
  // The rows keep their identity while nothing changes, so that the canvas is not made anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: notes are made of these rows at every drawing.
  const marks = useMemo(() => marksOf(notes, step), [noted.query.data, step]);
  const close = () => {
    setAdding(false);
    noted.create.reset();
  };
  return (
    <>
      <div data-guide="chart">
        <VolumeChart
          label={label}
          points={points}
          step={step}
          coverage={coverage}
          marks={marks}
          focus={focus}
          sigma={metrics.sigma_threshold}
          controls={controls}
          actions={
            noted.mayEdit && (
              <Button variant="ghost" size="sm" onClick={() => setAdding(true)}>
                <Icon as={Flag} size={14} />
                Annotate
              </Button>
            )
          }
        />
      </div>
      {noted.query.error && (
        <div className="px-3.5 pb-2">
          <ErrorPanel error={noted.query.error} onRetry={() => void noted.query.refetch()} />
        </div>
      )}
      {notes.length > 0 && (
        <NoteList notes={notes} onDelete={noted.mayEdit ? setGoing : undefined} />
      )}
      {adding && (
        <NoteDialog
          initial={noted.initial}
          scopes={noted.scopes}
          busy={noted.create.isPending}
          error={noted.create.error}
          onSave={(draft) => void noted.save(draft).then(close, () => undefined)}
          onClose={close}
        />
      )}
      {going && (
        <ConfirmDialog
          open
          onOpenChange={() => setGoing(null)}
          title={`Delete ${going.label}?`}
          action="Delete annotation"
          busy={false}
          error={null}
          onConfirm={() => {
            noted.remove.mutate({ id: going.id, label: going.label });
            setGoing(null);
          }}
        >
          {going.until === null
            ? "The mark goes from every chart it stands on."
            : "What strays in this window is a signal again: the next run judges the last thirty buckets anew."}
        </ConfirmDialog>
      )}
    </>
  );
}
