"""A period collected again: the chain of a run over a window that a person chose, without a look at the catalog."""

from datetime import datetime

from tripl.db.clock import shared_now
from tripl.features.collection import repository
from tripl.features.collection.schemas import Cursor, Work
from tripl.features.collection.service import sourcing, windows
from tripl.features.collection.service.report import sentences
from tripl.features.collection.service.watching import Watch
from tripl.features.scans import service as scans
from tripl.features.scans.schemas import Lease
from tripl.kit.clock import INTERVALS, as_utc, bucket_start
from tripl.models.scans import ScanConfig
from tripl.warehouses.sql import Window, names, time_range


def prepare(work: Work, lease: Lease, watch: Watch, mode: str) -> bool:
    """Fix the window and its chunks. True when the source has no row that old."""
    del mode
    with work.transaction() as session:
        scans.progress(session, lease.job_id, lease.fence, phase="read", replay_progress_phase="read")
        now = shared_now(session)
        scan = sourcing.scan_of(session, lease)
        job = repository.job(session, lease.job_id)
        told = (job.result_summary if job is not None else None) or {}
        start, end = (datetime.fromisoformat(told[name]) for name in ("time_from", "time_to"))
        manager = sourcing.warehouse_of(session, scan, work)
    with manager as warehouse:
        watch.guard(warehouse)
        source = sourcing.open_source(warehouse, scan, {})
        seen = warehouse.query(time_range(source.base, source.time_column)).to_pylist()[0]
        # Before its first row a source knows nothing: what was counted there once, before it was cut off, stays.
        if seen[names.EARLIEST] is not None:
            start = max(start, bucket_start(as_utc(seen[names.EARLIEST]), scan.interval or ""))
        if seen[names.EARLIEST] is None or start >= end:
            return _nothing(work, lease)
        cursor = Cursor(
            now=now,
            start=start,
            end=end,
            reached=start,
            buckets=_buckets(scan, (start, end), seen[names.COUNT]),
            newest=as_utc(seen[names.LATEST]),
            kept=sourcing.kept_values(source, scan, Window(start, end)),
            replayed=True,
        )
    with work.transaction() as session:
        scans.progress(session, lease.job_id, lease.fence, time_from=start.isoformat(), takeovers=0)
        if not scans.save_cursor(session, lease.job_id, lease.fence, cursor.to_json()):
            scans.check_fence(session, lease.job_id, lease.fence)
    return False


def _buckets(scan: ScanConfig, window: tuple[datetime, datetime], rows: int) -> int:
    """Buckets a chunk: what the scan asks for, else what a run would take."""
    interval = scan.interval or ""
    if scan.replay_chunk_interval:
        return max(1, INTERVALS[scan.replay_chunk_interval] // INTERVALS[interval])
    return windows.buckets_a_chunk(window, interval, rows)


def _nothing(work: Work, lease: Lease) -> bool:
    with work.transaction() as session:
        summary = {"phase": "done", "progress_percent": 100, "replay_progress_phase": "done"}
        told = sentences({"mode": "metrics_replay"})
        scans.finish(session, lease.job_id, lease.fence, "completed", summary={**summary, "sentences": told})
    return True
