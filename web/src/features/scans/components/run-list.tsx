import { Link } from "@tanstack/react-router";
import type { ScanJobOut } from "@/api/generated/types.gen";
import { Moment } from "@/components/ui/moment";
import { type Column, DataTable, rowLink } from "@/components/ui/table";
import { runView } from "../run-mapping";
import { lastWords } from "../scan-mapping";

type Props = { slug: string; jobs: ScanJobOut[] };

/** Runs of one scan, newest first; the sentence is the link. */
export function RunList({ slug, jobs }: Props) {
  const link = (job: ScanJobOut) => (
    <Link
      to="/p/$slug/scans/$scan/jobs/$job"
      params={{ slug, scan: job.scan_config_id, job: job.id }}
      data-row-link=""
      className={`${rowLink} block truncate`}
    >
      {runView(job).sentence}
    </Link>
  );
  const columns: Column<ScanJobOut>[] = [
    { key: "what", head: "Run", className: "w-full max-w-0", cell: link },
    {
      key: "state",
      head: "State",
      cell: (job) => (
        <span className={job.status === "failed" ? "text-signal-ink" : "text-ink-2"}>
          {lastWords(job)}
        </span>
      ),
    },
    {
      key: "at",
      head: "Started",
      numeric: true,
      className: "text-ink-2",
      cell: (job) => <Moment at={job.started_at ?? job.created_at} />,
    },
  ];
  return (
    <DataTable
      plain
      label="Runs"
      columns={columns}
      rows={jobs}
      rowKey={(job) => job.id}
      narrow={(job) => (
        <div className="grid gap-0.5">
          {link(job)}
          <span className="text-small text-ink-3">
            {lastWords(job)}, <Moment at={job.started_at ?? job.created_at} />
          </span>
        </div>
      )}
    />
  );
}
