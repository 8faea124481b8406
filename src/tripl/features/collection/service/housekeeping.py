"""What runs on a timetable: due scans, dead leases, lost messages, living workers."""

import logging
import uuid
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tripl.db.clock import shared_now
from tripl.db.locks import lock
from tripl.db.outbox import enqueue
from tripl.features.collection import repository
from tripl.features.collection.schemas import Transaction
from tripl.features.scans import service as scans
from tripl.features.scans.schemas import StaleLease
from tripl.kit.errors import Conflict

log = logging.getLogger(__name__)
ALIVE = timedelta(seconds=60)
FORGOTTEN = timedelta(days=1)
STUCK = (
    "Scan failed: the run made no progress for 75 minutes and was given up. What was counted before stays; "
    "run it again, and look at the warehouse and the worker's log if it repeats."
)


def check_due(session: Session, now: datetime) -> int:
    """Start the scans that a complete bucket waits for. Operators search the log for these lines."""
    lock(session, "check-due")
    started = 0
    for scan in scans.due_scans(session, now):
        try:
            scans.start(session, scan, trigger="schedule", requested_by=None)
        except Conflict:  # a person was faster
            continue
        started += 1
        log.info("check_metrics_due: dispatched %s (%s)", scan.name, scan.interval)
    log.info("check_metrics_due: %d configs checked, %d dispatched", scans.monitored(session), started)
    repository.completed(session, "collection.check_due", now)
    return started


def sweep(session: Session, now: datetime, unclaimed: timedelta = scans.UNCLAIMED_AFTER) -> int:
    """Hand on the runs of dead workers, and those whose message was lost; fail those that no longer move.

    A living holder that gets on is not disturbed; one whose run was failed notices at its next heartbeat.
    """
    lock(session, "sweep")
    stuck = [each for each in scans.stuck_leases(session) if _give_up(session, each)]
    lost = [stale.job_id for stale in scans.stale_leases(session, unclaimed)]
    waiting = scans.stranded(session, unclaimed)
    next_ = repository.longest_waiting(session) if stuck else None
    for job_id in dict.fromkeys((*lost, *waiting, *([next_] if next_ else []))):
        enqueue(session, "collection.chunk", job_id)
    repository.completed(session, "collection.sweep", now)
    return len(lost) + len(waiting) + len(stuck)


def _give_up(session: Session, stuck: StaleLease) -> bool:
    log.error("run %s made no progress since %s", stuck.job_id, stuck.progressed_at)
    return scans.finish(session, stuck.job_id, stuck.fence, "failed", error=STUCK)


def inherit(transaction: Transaction) -> None:
    """A worker that starts hands on at once what its predecessor was killed over, messages it had taken included."""
    try:
        with transaction() as session:
            sweep(session, shared_now(session), unclaimed=timedelta(0))
    except Exception:
        log.warning("the first look for the runs of dead workers failed", exc_info=True)


def introduce(transaction: Transaction, name: str, slots: int) -> None:
    """A worker refreshes its row; an outage of the database only makes it look gone."""
    try:
        with transaction() as session:
            repository.beat(session, name, slots, shared_now(session))
    except Exception:
        log.warning("the heartbeat of worker %s was lost", name, exc_info=True)


def tick(session: Session, now: datetime) -> None:
    """The scheduler lives; workers that are gone for a day leave the list."""
    repository.completed(session, "system.heartbeat", now)
    repository.forget_workers(session, now - FORGOTTEN)


def may_work(session: Session, job_id: uuid.UUID, now: datetime) -> bool:
    """One slot stays free of collection, so that deliveries and due checks never queue behind it."""
    lock(session, "collection-slots")
    allowed = max(1, repository.slots(session, now - ALIVE) - 1)
    return repository.at_work(session, now - ALIVE, job_id) < allowed
