import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { scansReplayMutation } from "@/api/generated/@tanstack/react-query.gen";
import type { ScanDetail } from "@/api/generated/types.gen";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorPanel } from "@/components/ui/error-panel";
import { TextField } from "@/components/ui/field";
import { Moment } from "@/components/ui/moment";
import { inUtc, latestEnd, periodBefore, periodOf } from "@/features/scans/replay-period";
import { toLocalInput } from "@/lib/format-date";
import { ownActs } from "@/lib/own-acts";
import { useProject } from "./project-context";

type Props = { scan: ScanDetail; onClose: () => void };

/** Counts a past period anew, where rows came late or were repaired. */
export function ScanReplay({ scan, onClose }: Props) {
  const { slug } = useProject();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [opened] = useState(() => Date.now());
  const latest = latestEnd(scan, opened);
  const first = periodBefore(scan, latest);
  const [from, setFrom] = useState(toLocalInput(first.start));
  const [to, setTo] = useState(toLocalInput(first.end));
  const period = periodOf(from, to, latest);
  const replay = useMutation({
    ...scansReplayMutation(),
    onSuccess: async (job) => {
      ownActs.tell({ kind: "run", slug, scan: scan.id, job: job.id });
      await queryClient.invalidateQueries();
      await router.navigate({ to: `/p/${slug}/scans/${scan.id}/jobs/${job.id}` });
    },
  });
  const start = () =>
    period.start !== null &&
    period.end !== null &&
    replay.mutate({
      path: { slug, scan_id: scan.id },
      body: {
        time_from: new Date(period.start * 1000).toISOString(),
        time_to: new Date(period.end * 1000).toISOString(),
      },
    });
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Collect a period again"
      description="Counts of the period are replaced by those of the source as it is now, and its findings judged anew. Events and fields of the plan stay as they are."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            busy={replay.isPending && "Starting"}
            disabled={period.wrong !== null}
            onClick={start}
          >
            Collect again
          </Button>
        </>
      }
    >
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (period.wrong === null) start();
        }}
      >
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField
            type="datetime-local"
            label="From"
            value={from}
            hint={inUtc(period.start)}
            onChange={(event) => setFrom(event.target.value)}
          />
          <TextField
            type="datetime-local"
            label="To"
            value={to}
            max={toLocalInput(latest)}
            hint={inUtc(period.end)}
            error={period.wrong}
            onChange={(event) => setTo(event.target.value)}
          />
        </div>
        <p className="text-small text-ink-3">
          Times are local, whole intervals are collected. The latest end is <Moment at={latest} />:{" "}
          {scan.is_static ? "the data ends there." : "what follows still fills."}
        </p>
        {replay.error && <ErrorPanel error={replay.error} />}
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
