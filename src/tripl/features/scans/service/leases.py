"""Who works on a run. A holder that is silent for a minute, or whose process is gone, has lost it."""

import uuid
from datetime import timedelta

from sqlalchemy.orm import Session

from tripl.db.clock import shared_now
from tripl.features.scans.errors import StaleFence
from tripl.features.scans.repository import jobs
from tripl.features.scans.schemas import LIVE, Lease, StaleLease
from tripl.features.scans.service.jobs import tell
from tripl.kit.processes import is_gone

HEARTBEAT_SECONDS = 15
DEAD_AFTER = timedelta(seconds=60)
UNCLAIMED_AFTER = timedelta(seconds=20)
"""A run without a holder waits for a message; one more does no harm, a lost one would stop the run."""
STUCK_AFTER = timedelta(minutes=75)
"""Longer than any task may take: the hard limit should have ended it."""


def claim(session: Session, job_id: uuid.UUID, holder: str) -> Lease | None:
    """Take a pending run, or one whose holder died. None when it has ended or a living worker holds it."""
    job = jobs.locked(session, job_id)
    if job is None or job.status not in LIVE:
        return None
    now = shared_now(session)
    held = jobs.lease(session, job_id)
    if held is not None and now - held.heartbeat_at < DEAD_AFTER and not is_gone(held.holder):
        return None
    job.fence += 1
    job.status, job.started_at, job.progressed_at = "running", job.started_at or now, now
    session.flush()
    jobs.put_lease(session, job_id, holder, job.fence, now)
    tell(session, job)
    return Lease(job.id, job.scan_config_id, job.project_id, job.fence, takeover=held is not None)


def heartbeat(session: Session, job_id: uuid.UUID, fence: int) -> bool:
    """Say that the holder lives; False when the run was stopped or taken over."""
    return jobs.beat(session, job_id, fence, shared_now(session))


def release(session: Session, job_id: uuid.UUID, fence: int) -> None:
    """Give the run back, so that the next chunk's worker may claim it at once."""
    jobs.drop_lease(session, job_id, fence)


def check_fence(session: Session, job_id: uuid.UUID, fence: int) -> None:
    """StaleFence unless the run is ours and running; it stays so until this transaction ends."""
    if jobs.fence(session, job_id) != ("running", fence):
        raise StaleFence("The run was stopped or taken over")


def stale_leases(session: Session, unclaimed: timedelta = UNCLAIMED_AFTER) -> list[StaleLease]:
    """Running jobs nobody works on: of silent holders, of processes that are gone, and of lost messages."""
    now = shared_now(session)
    silent = [StaleLease(*row) for row in jobs.stale(session, now - DEAD_AFTER, now - unclaimed)]
    gone = [StaleLease(*row) for holder, *row in jobs.held(session, now - DEAD_AFTER) if is_gone(holder)]
    return [*silent, *gone]


def stuck_leases(session: Session) -> list[StaleLease]:
    """Runs whose holder lives and gets nowhere; those of dead holders are taken over instead."""
    now = shared_now(session)
    return [StaleLease(*row) for row in jobs.stuck(session, now - DEAD_AFTER, now - STUCK_AFTER)]


def stranded(session: Session, older_than: timedelta = UNCLAIMED_AFTER) -> list[uuid.UUID]:
    """Pending runs whose message seems lost."""
    return list(jobs.stranded(session, shared_now(session) - older_than))
