import { Link } from "@tanstack/react-router";
import { Badge } from "@/components/ui/badge";
import { Freshness } from "@/components/ui/freshness";
import { Moment } from "@/components/ui/moment";
import { SkeletonBar } from "@/components/ui/skeleton";
import { type Column, DataTable, rowLink } from "@/components/ui/table";
import { UNKNOWN } from "@/lib/format-number";
import type { ScanRow } from "../view-model";
import { INTERVAL_WORDS } from "./interval-words";

type Props = { slug: string; rows: ScanRow[] };

export function ScanList({ slug, rows }: Props) {
  const columns: Column<ScanRow>[] = [
    { key: "name", head: "Scan", cell: (row) => <ScanLink slug={slug} row={row} /> },
    {
      key: "mode",
      head: "Mode",
      from: "md",
      cell: (row) => <Badge>{row.monitoring ? "catalog and monitoring" : "catalog only"}</Badge>,
    },
    {
      key: "source",
      head: "Source",
      from: "xl",
      className: "text-ink-2",
      cell: (row) => row.sourceName,
    },
    {
      key: "fresh",
      head: "Freshness",
      cell: (row) =>
        row.monitoring ? (
          <Freshness state={row.freshness} lagSeconds={row.lag} endsAt={row.endsAt} />
        ) : (
          ""
        ),
    },
    {
      key: "every",
      head: "Schedule",
      from: "lg",
      className: "text-ink-2",
      cell: (row) => (row.interval && row.monitoring ? INTERVAL_WORDS[row.interval] : "by hand"),
    },
    { key: "last", head: "Last run", cell: (row) => <LastRun slug={slug} row={row} /> },
  ];
  return (
    <section className="min-w-0 rounded-3 border border-line bg-surface">
      <DataTable
        label="Scans"
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        narrow={(row) => <NarrowRow slug={slug} row={row} />}
      />
    </section>
  );
}

function ScanLink({ slug, row }: { slug: string; row: ScanRow }) {
  return (
    <Link
      to="/p/$slug/scans/$scan"
      params={{ slug, scan: row.id }}
      data-row-link=""
      data-guide="scan"
      className={rowLink}
    >
      {row.name}
    </Link>
  );
}

function LastRun({ slug, row }: { slug: string; row: ScanRow }) {
  if (row.lastRun === "asked for") return <SkeletonBar className="w-24" />;
  if (row.lastRun === null || row.lastRun === "unknown")
    return <span className="text-ink-3">{row.lastRun === null ? "Never run" : UNKNOWN}</span>;
  return (
    <span className="relative z-1 inline-flex items-center gap-2">
      <Link
        to="/p/$slug/scans/$scan/jobs/$job"
        params={{ slug, scan: row.id, job: row.lastRun.jobId }}
        className={
          row.lastRun.failed
            ? "rounded-1 text-signal-ink hover:underline"
            : "rounded-1 text-ink-2 hover:underline"
        }
      >
        {row.lastRun.text}
      </Link>
      {row.failingStreak > 1 && <Badge tone="signal">✕ {row.failingStreak}×</Badge>}
      {row.lastRun.at !== null && (
        <span className="text-small text-ink-3 max-xl:hidden">
          <Moment at={row.lastRun.at} ago />
        </span>
      )}
    </span>
  );
}

function lastText(run: ScanRow["lastRun"]): string {
  if (run === "asked for") return "…";
  if (run === "unknown") return UNKNOWN;
  return run?.text ?? "Never run";
}

function NarrowRow({ slug, row }: { slug: string; row: ScanRow }) {
  return (
    <div className="grid gap-0.5">
      <div className="flex items-center justify-between gap-2">
        <ScanLink slug={slug} row={row} />
        {row.monitoring && (
          <Freshness state={row.freshness} lagSeconds={row.lag} endsAt={row.endsAt} />
        )}
      </div>
      <span className="truncate text-small text-ink-3">{lastText(row.lastRun)}</span>
    </div>
  );
}
