import { queryOptions } from "@tanstack/react-query";
import {
  filesReading,
  monitoringWindowMetrics,
  scansDryRunJob,
  scansPreviewJob,
  signalsQuery,
  signalsSeries,
} from "./generated/sdk.gen";
import type {
  FileChoices,
  ProbeJob,
  SeriesRequest,
  SignalQuery,
  WindowRequest,
} from "./generated/types.gen";

// Reads that need a body. The generator makes mutations of them; keys have the generated form.

export const windowMetricsOptions = (slug: string, body: WindowRequest) =>
  queryOptions({
    queryKey: [{ _id: "monitoringWindowMetrics", path: { slug }, body }],
    queryFn: async ({ signal }) =>
      (await monitoringWindowMetrics({ path: { slug }, body, signal, throwOnError: true })).data,
  });

export const signalsOfEventsOptions = (slug: string, body: SignalQuery) =>
  queryOptions({
    queryKey: [{ _id: "signalsQuery", path: { slug }, body }],
    queryFn: async ({ signal }) =>
      (await signalsQuery({ path: { slug }, body, signal, throwOnError: true })).data,
  });

export const signalSeriesOptions = (slug: string, body: SeriesRequest) =>
  queryOptions({
    queryKey: [{ _id: "signalsSeries", path: { slug }, body }],
    queryFn: async ({ signal }) =>
      (await signalsSeries({ path: { slug }, body, signal, throwOnError: true })).data,
  });

/** A first look at a file. The same decisions give the same answer. */
export const fileReadingOptions = (fileId: string, body: FileChoices) =>
  queryOptions({
    queryKey: [{ _id: "filesReading", path: { file_id: fileId }, body }],
    queryFn: async ({ signal }) =>
      (await filesReading({ path: { file_id: fileId }, body, signal, throwOnError: true })).data,
    staleTime: Number.POSITIVE_INFINITY,
  });

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 2000;

/** Asks for a preview or dry run until a worker has answered; a failed one is thrown with its reason. */
export async function awaitProbe(
  kind: "preview" | "dry-run",
  slug: string,
  jobId: string,
): Promise<ProbeJob> {
  const read = kind === "preview" ? scansPreviewJob : scansDryRunJob;
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(LONGEST_WAIT_MS, wait * 1.5)) {
    const { data } = await read({ path: { slug, job_id: jobId }, throwOnError: true });
    if (data.status === "completed") return data;
    if (data.status === "failed" || data.status === "cancelled")
      throw new Error(data.error_message ?? "The warehouse did not answer.");
    await new Promise((resume) => setTimeout(resume, wait));
  }
}
