import { Link } from "@tanstack/react-router";
import { Sigma } from "@/components/charts/read-out";
import { Sparkline } from "@/components/charts/sparkline";
import { Badge, SignalBadge } from "@/components/ui/badge";
import { Moment } from "@/components/ui/moment";
import { SkeletonBar } from "@/components/ui/skeleton";
import { type Column, DataTable, rowLink } from "@/components/ui/table";
import { formatBucket } from "@/lib/format-date";
import { formatSigmas } from "@/lib/format-number";
import type { SignalRow } from "../view-model";
import { datedSentence, signalSentence } from "./signal-sentence";

type Props = { slug: string; rows: SignalRow[] };

export function SignalList({ slug, rows }: Props) {
  const columns: Column<SignalRow>[] = [
    {
      key: "name",
      head: "Anomaly",
      className: "min-w-[190px]",
      cell: (row) => <Name slug={slug} row={row} />,
    },
    { key: "spark", head: "Around it", from: "md", cell: (row) => <Spark row={row} /> },
    {
      key: "change",
      head: "Change",
      cell: (row) => (
        <SignalBadge actual={row.actual} expected={row.expected} direction={row.direction} />
      ),
    },
    {
      key: "score",
      head: "Deviation",
      numeric: true,
      from: "xl",
      className: "text-ink-2",
      cell: (row) => (
        <>
          {formatSigmas(row.score)} <Sigma />
        </>
      ),
    },
    {
      key: "what",
      head: "What happened",
      from: "lg",
      className: "max-w-[420px] !whitespace-normal text-ink-2",
      cell: signalSentence,
    },
    { key: "bucket", head: "Bucket", cell: (row) => <When row={row} /> },
    { key: "state", head: "State", from: "md", cell: (row) => <State row={row} /> },
  ];
  return (
    <section className="min-w-0 rounded-3 border border-line bg-surface">
      <DataTable
        label="Anomalies"
        columns={columns}
        rows={rows}
        rowKey={(row) => row.key}
        rowHeight={46}
        narrow={(row) => <NarrowRow slug={slug} row={row} />}
      />
    </section>
  );
}

function Name({ slug, row }: { slug: string; row: SignalRow }) {
  return (
    <span
      className={`grid leading-[17px] ${row.child ? "border-l-[1.5px] border-line-strong pl-3" : ""}`}
    >
      <Link
        to="/p/$slug/monitoring/$scope/$ref"
        params={{ slug, scope: row.scope, ref: row.ref }}
        search={(row.scanId ? { scan: row.scanId } : {}) as never}
        data-row-link=""
        data-guide={row.scope === "event" ? "signal" : undefined}
        className={`${rowLink} truncate`}
      >
        {row.name}
      </Link>
      <span className="truncate text-small text-ink-3">{row.scopeWords}</span>
    </span>
  );
}

function Spark({ row }: { row: SignalRow }) {
  if (row.spark === undefined) return <SkeletonBar className="w-24" />;
  return row.spark && <Sparkline {...row.spark} width={100} height={26} />;
}

function When({ row }: { row: SignalRow }) {
  return (
    <span className="grid leading-[17px]">
      {formatBucket(row.bucket, row.step)}
      {row.detectedAt !== null && (
        <span className="text-small text-ink-3">
          found <Moment at={row.detectedAt} ago />
        </span>
      )}
    </span>
  );
}

function State({ row }: { row: SignalRow }) {
  if (row.muted) return <Badge>muted</Badge>;
  if (row.incident)
    return (
      <Badge tone={row.incident.status === "open" ? "signal" : "neutral"}>
        incident {row.incident.status}
      </Badge>
    );
  return <span className="text-ink-3">{row.acknowledged ? "acknowledged" : "not alerted"}</span>;
}

function NarrowRow({ slug, row }: { slug: string; row: SignalRow }) {
  return (
    <div className="grid gap-1">
      <div className="flex items-start justify-between gap-2">
        <Name slug={slug} row={row} />
        <SignalBadge actual={row.actual} expected={row.expected} direction={row.direction} />
      </div>
      <p className="text-small text-ink-2">{datedSentence(row)}</p>
    </div>
  );
}
