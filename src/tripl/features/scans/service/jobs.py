"""Runs: at most one live one a scan, and terminal states never change."""

import uuid
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy.orm import Session

from tripl.db.clock import shared_now
from tripl.db.outbox import announce, count, enqueue
from tripl.features.scans.repository import configs, jobs
from tripl.features.scans.schemas import LIVE
from tripl.features.scans.service.recording import record
from tripl.kit.clock import INTERVALS
from tripl.kit.counters import SCAN_RUNS
from tripl.kit.errors import Conflict, NotFound
from tripl.kit.principal import Principal, ProjectContext
from tripl.models.scans import ScanConfig, ScanJob

Mode = Literal["catalog", "metrics_collection", "metrics_replay"]
Trigger = Literal["manual", "schedule"]
FAILURES_BEFORE_BACKING_OFF = 3
LONGEST_BACK_OFF = timedelta(hours=24)


def start(
    session: Session, scan: ScanConfig, *, trigger: Trigger, mode: Mode | None = None, requested_by: uuid.UUID | None
) -> ScanJob:
    """Queue a run; Conflict while another one of the scan is pending or running. No mode: what the scan is for."""
    mode = mode or natural_mode(scan)
    # Readers tell scheduled runs by this word, also in those that failed before they could report.
    told = mode if trigger == "schedule" or mode == "catalog" else "manual_collection"
    return _queue(session, scan, mode, {"mode": told}, trigger=trigger, requested_by=requested_by)


def start_replay(
    session: Session, scan: ScanConfig, period: tuple[datetime, datetime], *, requested_by: uuid.UUID | None
) -> ScanJob:
    """The same over a period, from and to edges of the scan's interval."""
    told = {
        "mode": "metrics_replay",
        "time_from": period[0].isoformat(),
        "time_to": period[1].isoformat(),
        "interval": scan.interval,
    }
    if scan.replay_chunk_interval:
        told["replay_chunk_interval"] = scan.replay_chunk_interval
    return _queue(session, scan, "metrics_replay", told, trigger="manual", requested_by=requested_by)


def _queue(
    session: Session,
    scan: ScanConfig,
    mode: Mode,
    told: dict[str, Any],
    *,
    trigger: Trigger,
    requested_by: uuid.UUID | None,
) -> ScanJob:
    job = ScanJob(
        project_id=scan.project_id,
        scan_config_id=scan.id,
        mode=mode,
        trigger=trigger,
        status="pending",
        result_summary=told,
        requested_by=requested_by,
    )
    if not jobs.add(session, job):
        raise Conflict("A run of this scan is already waiting or running. Wait for it, or stop it first.")
    enqueue(session, "collection.run", job.id)
    tell(session, job)
    return job


def start_by_hand(session: Session, principal: Principal, project: ProjectContext, scan: ScanConfig) -> ScanJob:
    job = start(session, scan, trigger="manual", requested_by=principal.user_id)
    record(session, principal, project, "scan_config.run", scan, job_id=job.id)
    return job


def stop_by_hand(
    session: Session, principal: Principal, project: ProjectContext, scan: ScanConfig, job_id: uuid.UUID
) -> ScanJob:
    job = cancel(session, one(session, scan.id, job_id))
    record(session, principal, project, "scan_config.cancel", scan, job_id=job.id)
    return job


def natural_mode(scan: ScanConfig) -> Mode:
    return "metrics_collection" if scan.interval and scan.time_column else "catalog"


def listed(session: Session, scan_id: uuid.UUID, limit: int, offset: int = 0) -> list[ScanJob]:
    return list(jobs.newest(session, scan_id, limit, offset))


def of_every_scan(session: Session, project_id: uuid.UUID, each: int) -> list[ScanJob]:
    """The newest runs of all scans of a project, so many of each."""
    return list(jobs.newest_of_each(session, project_id, each))


def one(session: Session, scan_id: uuid.UUID, job_id: uuid.UUID) -> ScanJob:
    found = jobs.one(session, scan_id, job_id)
    if found is None:
        raise NotFound("Scan job not found")
    return found


def cancel(session: Session, job: ScanJob) -> ScanJob:
    """Stop a live run; its worker notices at the next heartbeat or write and keeps what was committed."""
    held = jobs.locked(session, job.id)
    if held is None:
        raise NotFound("Scan job not found")
    if held.status not in LIVE:
        raise Conflict(f"Scan job is not active (status: {held.status})")
    now = shared_now(session)
    held.status, held.cancel_requested_at, held.completed_at = "cancelled", now, now
    session.flush()
    count(session, SCAN_RUNS, "cancelled")
    tell(session, held)
    return held


def progress(session: Session, job_id: uuid.UUID, fence: int, **summary: Any) -> bool:
    """Add to the report and show that the run moves; False when it is no longer ours."""
    job = jobs.report(session, job_id, fence, summary, live=True, progressed_at=shared_now(session))
    if job is not None:
        tell(session, job)
    return job is not None


def save_cursor(session: Session, job_id: uuid.UUID, fence: int, cursor: dict[str, Any]) -> bool:
    """Where the chunk chain stands; a takeover continues there."""
    now = shared_now(session)
    return jobs.report(session, job_id, fence, {}, live=True, progressed_at=now, cursor=cursor) is not None


def finish(
    session: Session,
    job_id: uuid.UUID,
    fence: int,
    status: Literal["completed", "failed", "cancelled"],
    *,
    summary: dict[str, Any] | None = None,
    error: str | None = None,
) -> bool:
    """Stamp the end while the run is live and ours. After its end only the report is filled; then False."""
    jobs.drop_lease(session, job_id, fence)
    values = {"status": status, "completed_at": shared_now(session), "error_message": error}
    job = jobs.report(session, job_id, fence, summary or {}, live=True, **values)
    if job is None:
        if summary:
            jobs.report(session, job_id, fence, summary, live=False)
        return False
    if job.trigger == "schedule":
        _count_outcome(session, job)
    count(session, SCAN_RUNS, status)
    tell(session, job)
    return True


def forget_ended(session: Session, before: datetime) -> int:
    """Drop runs that ended before then, but the newest of each scan; how many."""
    return jobs.forget_ended(session, before)


def tell(session: Session, job: ScanJob) -> None:
    announce(
        session,
        job.project_id,
        "job",
        job_id=str(job.id),
        scan_config_id=str(job.scan_config_id),
        status=job.status,
        result_summary=job.result_summary,
    )


def back_off(failures: int, interval: str) -> timedelta | None:
    """Wait after so many scheduled failures in a row: none below three, then doubling from the interval to a day."""
    if failures < FAILURES_BEFORE_BACKING_OFF:
        return None
    width = INTERVALS[interval]
    longest = max(width, LONGEST_BACK_OFF)
    doubled: timedelta = width * 2 ** min(failures - FAILURES_BEFORE_BACKING_OFF, 10)
    return min(doubled, longest)


def _count_outcome(session: Session, job: ScanJob) -> None:
    scan = configs.by_id(session, job.scan_config_id)
    if scan is None or scan.interval is None or job.status == "cancelled":
        return
    scan.failures_in_a_row = scan.failures_in_a_row + 1 if job.status == "failed" else 0
    wait = back_off(scan.failures_in_a_row, scan.interval)
    scan.retry_after = shared_now(session) + wait if wait else None
    session.flush()
