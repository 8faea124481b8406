"""The steps of a run. Each reads the warehouse outside of any transaction and writes in one that checks the fence."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
from sqlalchemy.orm import Session

from tripl.db.clock import shared_now
from tripl.db.locks import lock_scan_series
from tripl.features.alerts import service as alerts
from tripl.features.collection import repository
from tripl.features.collection.schemas import Cursor, Work
from tripl.features.collection.service import sourcing, windows
from tripl.features.collection.service.counting import Tally, tally
from tripl.features.collection.service.report import sentences
from tripl.features.collection.service.watching import Watch
from tripl.features.metrics import service as metrics
from tripl.features.metrics.schemas import SeriesOwner
from tripl.features.plan import service as plan
from tripl.features.scans import service as scans
from tripl.features.scans.errors import RowCapReached
from tripl.features.scans.schemas import Lease
from tripl.features.scans.schemas.planning import CatalogReport
from tripl.features.signals import service as signals
from tripl.kit.clock import INTERVALS, as_utc
from tripl.models.scans import ScanConfig
from tripl.warehouses.base import Warehouse
from tripl.warehouses.sql import Window, grid_counts, names, time_range

MOST_CELLS = 100_000_000
"""Series × buckets counted at once, if every row were a series of its own: bounds a worker's memory."""


def prepare(work: Work, lease: Lease, watch: Watch, mode: str) -> bool:
    """Sync the catalog and fix what the run will count. True when there is nothing to count."""
    _tell(work, lease, phase="read", progress_percent=0)
    with work.transaction() as session:
        now = shared_now(session)
        scan = sourcing.scan_of(session, lease)
        manager = sourcing.warehouse_of(session, scan, work)
    with manager as warehouse:
        watch.guard(warehouse)
        window = _slice_to_match(scan, now) if mode != "catalog" else None
        seen = scans.run_catalog(
            work.transaction,
            scan,
            warehouse,
            window,
            policy=work.scans,
            now=now,
            guard=lambda session: scans.check_fence(session, lease.job_id, lease.fence),
        )
        watch.check()
        if mode == "catalog":
            return _finish_without_counts(work, lease, mode, seen)
        with work.transaction() as session:
            scan = sourcing.scan_of(session, lease)
        cursor = _plan(scan, warehouse, seen, now, work)
    if cursor is None:
        return _finish_without_counts(work, lease, mode, seen)
    with work.transaction() as session:
        summary = _match_summary(seen, cursor, scan)
        scans.progress(session, lease.job_id, lease.fence, **summary, phase="match", takeovers=0)
        if not scans.save_cursor(session, lease.job_id, lease.fence, cursor.to_json()):
            scans.check_fence(session, lease.job_id, lease.fence)
        work.hooks.announce_catalogued(session, scan.project_id, scan.id)
    return False


def count(work: Work, lease: Lease, watch: Watch, cursor: Cursor) -> Cursor:
    """Count one chunk and write it with its coverage and the cursor, in one transaction."""
    with work.transaction() as session:
        scan = sourcing.scan_of(session, lease)
        matched = sourcing.matched(session, scan)
        manager = sourcing.warehouse_of(session, scan, work)
    interval = scan.interval or ""
    with manager as warehouse:
        watch.guard(warehouse)
        source = sourcing.open_source(warehouse, scan, matched.asked)
        limit = scan.metrics_row_limit or work.scans.metrics_row_limit
        table, end, cursor = _read_chunk(source, interval, cursor, limit, watch)
    identity = [each.name for each in source.identity]
    counted = tally(table, identity, matched, interval, Window(cursor.reached, end))
    watch.check()
    with work.transaction() as session:
        lock_scan_series(session, scan.id)
        scans.check_fence(session, lease.job_id, lease.fence)
        written = _write(session, scan, cursor, end, counted)
        scans.progress(session, lease.job_id, lease.fence, **_progress(written, interval), takeovers=0)
        scans.save_cursor(session, lease.job_id, lease.fence, written.to_json())
    return written


def judge(work: Work, lease: Lease, watch: Watch, cursor: Cursor) -> bool:
    """Score what was counted, hand the findings to alerting, and end the run."""
    watch.check()
    _tell(work, lease, phase="score", progress_percent=100)
    with work.transaction() as session:
        lock_scan_series(session, lease.scan_config_id)
        scans.check_fence(session, lease.job_id, lease.fence)
        scan = sourcing.scan_of(session, lease)
        now = (scan.is_static and scan.as_of) or shared_now(session)
        found = signals.detect_scan(session, scan.id, now, since=cursor.start)
        told = {"signals_added": found.added, "signals_closed": found.closed, "series_scored": found.scored}
        scans.progress(session, lease.job_id, lease.fence, **told, phase="alert")
    with work.transaction() as session:
        scans.check_fence(session, lease.job_id, lease.fence)
        queued = alerts.evaluate(session, lease.scan_config_id, lease.job_id, now).queued
        job = repository.job(session, lease.job_id)
        before = (job.result_summary if job is not None else None) or {}
        report = {**before, **told, "alerts_queued": queued}
        ended = {"alerts_queued": queued, "phase": "done", "sentences": sentences(report)}
        if cursor.replayed:
            ended["replay_progress_phase"] = "done"
        scans.finish(session, lease.job_id, lease.fence, "completed", summary=ended)
    return True


def _slice_to_match(scan: ScanConfig, now: datetime) -> Window | None:
    """Later runs look for new names in what they will count; the first one looks at everything it may collect."""
    if scan.is_static or scan.interval is None:
        return None
    window = windows.next_window(scan, now)
    start = window[0] if window else now - windows.FIRST_REACH
    return Window(start, now)


def _plan(scan: ScanConfig, warehouse: Warehouse, seen: CatalogReport, now: datetime, work: Work) -> Cursor | None:
    """The window, its chunks, and the breakdown values that stay by themselves."""
    del work
    source = sourcing.open_source(warehouse, scan, {})
    interval, rows = scan.interval or "", 0
    if scan.collected_to is None:
        row = warehouse.query(time_range(source.base, source.time_column)).to_pylist()[0]
        earliest = as_utc(row[names.EARLIEST]) if row[names.EARLIEST] else None
        window, rows = windows.first_window(scan, earliest, now), row[names.COUNT]
    else:
        window = windows.next_window(scan, now)
    if window is None:
        return None
    return Cursor(
        now=now,
        start=window[0],
        end=window[1],
        reached=window[0],
        buckets=windows.buckets_a_chunk(window, interval, rows),
        newest=seen.newest_row_at,
        kept=sourcing.kept_values(source, scan, Window(*window)),
    )


def _read_chunk(
    source: sourcing.Source, interval: str, cursor: Cursor, limit: int, watch: Watch
) -> tuple[pa.Table, datetime, Cursor]:
    """The next chunk's grouped counts and its end; halves the chunk while the answer meets the cap."""
    while True:
        end = min(cursor.end, cursor.reached + cursor.buckets * INTERVALS[interval])
        statement = grid_counts(
            source.base,
            source.time_column,
            interval,
            Window(cursor.reached, end),
            identity_columns=source.identity,
            breakdown_columns=source.breakdowns,
            kept=cursor.kept or None,
        )
        table = source.warehouse.query(statement, limit=limit)
        buckets = min(cursor.buckets, (end - cursor.reached) // INTERVALS[interval])
        capped = table.num_rows > limit
        if not capped and (buckets <= 1 or table.num_rows * buckets <= MOST_CELLS):
            return table, end, cursor
        if buckets <= 1:
            raise RowCapReached(
                f"one bucket alone has more than {limit:,} combinations of identity and breakdown values. "
                "Nothing of it was written. Name fewer breakdown columns, or raise the metrics row cap."
            )
        watch.check()
        cursor = replace(cursor, buckets=buckets // 2)


def _write(session: Session, scan: ScanConfig, cursor: Cursor, end: datetime, counted: Tally) -> Cursor:
    owner = SeriesOwner(scan.project_id, scan.id, scan.interval or "")
    metrics.write_counts(session, owner, cursor.reached, end, counted.counts)
    settling = signals.settings(session, scan.project_id).anomaly_ingestion_settling_minutes
    known = windows.states(scan, cursor, end, settling)
    metrics.mark_coverage(session, owner, cursor.reached, known)
    plan.widen_seen(session, counted.seen)
    reached = None if cursor.replayed else end
    scans.record_collection(
        session, scan.id, collected_to=reached, at=shared_now(session), last_event_at=counted.newest
    )
    return cursor.advanced(end, counted.rows, counted.points)


def _match_summary(seen: CatalogReport, cursor: Cursor, scan: ScanConfig) -> dict[str, Any]:
    return {
        **seen.summary,
        "rows_read": 0,
        "time_from": cursor.start.isoformat(),
        "time_to": cursor.end.isoformat(),
        "interval": scan.interval,
        "chunks_completed": 0,
        "chunks_total": _chunks(cursor, scan.interval or ""),
        "progress_percent": 0,
    }


def _chunks(cursor: Cursor, interval: str) -> int:
    left: timedelta = cursor.end - cursor.reached
    return cursor.chunks + -(-left // (cursor.buckets * INTERVALS[interval]))


def _progress(cursor: Cursor, interval: str) -> dict[str, Any]:
    done = (cursor.reached - cursor.start) / (cursor.end - cursor.start)
    return {
        "phase": "count",
        "chunks_completed": cursor.chunks,
        "chunks_total": _chunks(cursor, interval),
        "progress_percent": round(100 * done),
        "rows_read": cursor.rows,
        "points_written": cursor.points,
        **(_replayed(cursor, interval) if cursor.replayed else {}),
    }


def _replayed(cursor: Cursor, interval: str) -> dict[str, Any]:
    """The chunk that comes next, under the names that clients of replays read."""
    following = min(cursor.end, cursor.reached + cursor.buckets * INTERVALS[interval])
    return {
        "replay_progress_phase": "collect" if cursor.reached < cursor.end else "score",
        "replay_chunks_total": _chunks(cursor, interval),
        "replay_chunks_completed": cursor.chunks,
        "replay_progress_percent": round(100 * (cursor.reached - cursor.start) / (cursor.end - cursor.start)),
        "replay_current_chunk_index": min(cursor.chunks, _chunks(cursor, interval) - 1),
        "replay_current_chunk_from": cursor.reached.isoformat(),
        "replay_current_chunk_to": following.isoformat(),
    }


def _finish_without_counts(work: Work, lease: Lease, mode: str, seen: CatalogReport) -> bool:
    told = sentences({"mode": mode, **seen.summary})
    with work.transaction() as session:
        summary = {**seen.summary, "phase": "done", "progress_percent": 100, "sentences": told}
        scans.finish(session, lease.job_id, lease.fence, "completed", summary=summary)
    return True


def _tell(work: Work, lease: Lease, **summary: Any) -> None:
    with work.transaction() as session:
        scans.progress(session, lease.job_id, lease.fence, **summary)
