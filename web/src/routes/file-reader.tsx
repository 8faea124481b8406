import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import {
  filesDeleteMutation,
  filesReadQueryKey,
  filesStartMutation,
} from "@/api/generated/@tanstack/react-query.gen";
import type { FileReading, FileResponse } from "@/api/generated/types.gen";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { ErrorPanel } from "@/components/ui/error-panel";
import { PageHead } from "@/components/ui/panel";
import { SaveBar } from "@/components/ui/save-bar";
import { SkeletonRows } from "@/components/ui/skeleton";
import { decided, shown } from "@/features/files/choices";
import { ReadingForm } from "@/features/files/components/reading-form";
import { readingWords } from "@/features/files/words";
import { INTERVAL_OPTIONS } from "@/features/scans/components/interval-words";
import { dryRunFrom } from "@/features/scans/probe-mapping";
import { plural } from "@/lib/format-number";
import { problemOf } from "@/lib/problem";
import { toasts } from "@/lib/toast-store";
import { DestinationChoice, useDestination } from "./file-destination";
import { useFileReading } from "./file-reading";

const DryRunAnswer = lazy(async () => ({
  default: (await import("@/features/scans/components/dry-run-answer")).DryRunAnswer,
}));

/** What is in a file that was dropped, what tripl would make of it, and the one click that does. */
export function FileReader({ file }: { file: FileResponse }) {
  const { reading, choices, onChoose, onReset, stale, asking, error, retry, at } = useFileReading(
    file.id,
  );
  const destination = useDestination(file.name);
  const start = useStart(file.id);
  const [discarding, setDiscarding] = useState(false);
  const remove = useRemove(file);
  const missing = whyNotStarted(reading, error, destination.missing);
  const problem = error ? problemOf(error) : null;
  return (
    <>
      <PageHead
        title={file.name}
        intro={reading ? readingWords(reading) : "Looking at the first rows."}
        actions={
          <Button variant="ghost" onClick={() => setDiscarding(true)}>
            Discard the file
          </Button>
        }
      />
      {file.status === "failed" && file.error && <Callout tone="signal">{file.error}</Callout>}
      {file.status === "cancelled" && (
        <Callout>
          Loading was cancelled, and nothing of it was kept. The file is still here.
        </Callout>
      )}
      {!reading && error !== null && (
        <ErrorPanel error={error} title="The file cannot be read" onRetry={retry} />
      )}
      {!reading && error === null && <SkeletonRows rows={9} />}
      {reading && (
        <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_476px]">
          <ReadingForm
            reading={reading}
            choices={choices}
            onChoose={onChoose}
            intervals={INTERVAL_OPTIONS}
            errors={problem?.fields ?? {}}
          />
          <div className="grid gap-3" aria-busy={asking}>
            {[...reading.errors, ...reading.warnings].map((text) => (
              <Callout
                key={text}
                tone={reading.errors.includes(text) ? "signal" : "neutral"}
                className={stale ? "opacity-50" : undefined}
              >
                {text}
              </Callout>
            ))}
            <Suspense>
              <DryRunAnswer
                subject="This file"
                answer={reading.plan && dryRunFrom(reading.plan, at)}
                stale={stale}
                asking={asking}
                error={asking ? null : error}
                blocked={reading.errors[0] ?? null}
              />
            </Suspense>
            {decided(choices) && (
              <div>
                <Button size="sm" variant="ghost" onClick={onReset}>
                  Back to the guesses
                </Button>
              </div>
            )}
          </div>
        </div>
      )}
      {reading && <DestinationChoice {...destination} />}
      {start.error && <ErrorPanel error={start.error} />}
      {reading && (
        <SaveBar note={missing ?? `${plural(reading.estimated_rows, "row")} will be counted.`}>
          <Button
            variant="primary"
            size="lg"
            busy={start.isPending && "Starting"}
            disabled={missing !== null || stale}
            onClick={() =>
              start.mutate({
                path: { file_id: file.id },
                // What the form shows is what is judged by.
                body: {
                  ...choices,
                  min_expected_count: shown(reading.proposal, choices).least,
                  ...destination.target,
                },
              })
            }
          >
            Count the whole history
          </Button>
        </SaveBar>
      )}
      <ConfirmDialog
        open={discarding}
        onOpenChange={setDiscarding}
        title={`Discard ${file.name}?`}
        action="Discard the file"
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate({ path: { file_id: file.id } })}
      >
        Its bytes are deleted from this server. The file on your disk stays.
      </ConfirmDialog>
    </>
  );
}

function whyNotStarted(
  reading: FileReading | null,
  error: unknown,
  missing: string | null,
): string | null {
  if (!reading) return "The file is being read.";
  if (error) return "Change what was refused first.";
  return reading.errors[0] ?? missing;
}

function useStart(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    ...filesStartMutation(),
    onSuccess: (file) => {
      queryClient.setQueryData(filesReadQueryKey({ path: { file_id: id } }), file);
    },
  });
}

function useRemove(file: FileResponse) {
  const queryClient = useQueryClient();
  const router = useRouter();
  return useMutation({
    ...filesDeleteMutation(),
    onSuccess: async () => {
      toasts.show(`${file.name} is discarded`);
      await router.navigate({ to: "/add-data" });
      await queryClient.invalidateQueries();
    },
  });
}
