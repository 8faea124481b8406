"""Who works on a run. A holder that is silent for a minute is dead, and its fence is worth nothing."""

import uuid
from datetime import timedelta

from sqlalchemy.orm import Session

from tripl.features.scans.errors import StaleFence
from tripl.features.scans.repository import jobs
from tripl.features.scans.schemas import LIVE, Lease, StaleLease
from tripl.features.scans.service.jobs import tell
from tripl.kit.clock import utcnow

HEARTBEAT_SECONDS = 15
DEAD_AFTER = timedelta(seconds=60)
STUCK_AFTER = timedelta(minutes=75)
"""Longer than any task may take: the hard limit should have ended it."""


def claim(session: Session, job_id: uuid.UUID, holder: str) -> Lease | None:
    """Take a pending run, or one whose holder died. None when it has ended or a living worker holds it."""
    job = jobs.locked(session, job_id)
    if job is None or job.status not in LIVE:
        return None
    now = utcnow()
    held = jobs.lease(session, job_id)
    if held is not None and now - held.heartbeat_at < DEAD_AFTER:
        return None
    job.fence += 1
    job.status, job.started_at, job.progressed_at = "running", job.started_at or now, now
    session.flush()
    jobs.put_lease(session, job_id, holder, job.fence, now)
    tell(session, job)
    return Lease(job.id, job.scan_config_id, job.project_id, job.fence, takeover=held is not None)


def heartbeat(session: Session, job_id: uuid.UUID, fence: int) -> bool:
    """Say that the holder lives; False when the run was stopped or taken over."""
    return jobs.beat(session, job_id, fence, utcnow())


def release(session: Session, job_id: uuid.UUID, fence: int) -> None:
    """Give the run back, so that the next chunk's worker may claim it at once."""
    jobs.drop_lease(session, job_id, fence)


def check_fence(session: Session, job_id: uuid.UUID, fence: int) -> None:
    """StaleFence unless the run is ours and running; it stays so until this transaction ends."""
    if jobs.fence(session, job_id) != ("running", fence):
        raise StaleFence("The run was stopped or taken over")


def stale_leases(session: Session, older_than: timedelta = DEAD_AFTER) -> list[StaleLease]:
    """Running jobs nobody was heard of for so long: dead holders, and chains whose next message was lost."""
    return [StaleLease(*row) for row in jobs.stale(session, utcnow() - older_than)]


def stuck_leases(session: Session) -> list[StaleLease]:
    """Runs whose holder lives and gets nowhere; those of dead holders are taken over instead."""
    now = utcnow()
    return [StaleLease(*row) for row in jobs.stuck(session, now - DEAD_AFTER, now - STUCK_AFTER)]


def stranded(session: Session, older_than: timedelta = DEAD_AFTER) -> list[uuid.UUID]:
    """Pending runs whose message seems lost."""
    return list(jobs.stranded(session, utcnow() - older_than))
