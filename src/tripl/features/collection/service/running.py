"""The chain: one task a chunk. Each claims the run, does one step, commits, and hands the run on.

Nothing of a step is visible before its commit, and a commit moves the cursor with the counts: whoever takes over
after a death repeats at most the step that was lost.
"""

import logging
import uuid
from contextlib import suppress

from sqlalchemy.orm import Session

from tripl.db.clock import shared_now
from tripl.db.outages import is_disk_full, is_outage
from tripl.db.outbox import enqueue
from tripl.features.collection import repository
from tripl.features.collection.schemas import Cursor, Stopped, Work
from tripl.features.collection.service import replaying, steps
from tripl.features.collection.service.housekeeping import may_work
from tripl.features.collection.service.settling import settle
from tripl.features.collection.service.watching import Watch
from tripl.features.scans import service as scans
from tripl.features.scans.errors import StaleFence
from tripl.features.scans.schemas import Lease

log = logging.getLogger(__name__)
MOST_TAKEOVERS = 5
BEGINNINGS = {
    "catalog": steps.prepare,
    "metrics_collection": steps.prepare,
    "metrics_replay": replaying.prepare,
}
"""The first step of each mode."""
OUT_OF_TIME = (
    "Scan failed: one step ran into the time limit of the worker. Nothing of that step was written; "
    "run it again when the warehouse is less busy, or narrow the base query."
)
GAVE_UP = (
    "Scan failed: the worker or tripl's database died several times at the same point. "
    "Nothing of that step was written."
)
NO_SPACE = (
    "Scan failed: the disk of tripl's own database is full. Nothing of that step was written; "
    "make space there and run it again."
)


def advance(work: Work, job_id: uuid.UUID) -> None:
    """Do the next step of a run. A message that meets a living holder, a full house or an ended run does nothing."""
    lease = settle(work, lambda session: _claim(session, work, job_id))
    if lease is None:
        return
    try:
        with Watch(work, lease) as watch:
            _step(work, lease, watch)
    except StaleFence:
        _let_go(work, lease)
    except Stopped:
        log.info("run %s is given back: this worker ends", job_id)
        settle(work, lambda session: _hand_on(session, lease))
    except Exception as error:  # noqa: BLE001 - whatever it is, the run's row must say that it failed
        _fail(work, lease, watch, error)


def _claim(session: Session, work: Work, job_id: uuid.UUID) -> Lease | None:
    if work.stopping() or not may_work(session, job_id, shared_now(session)):
        return None
    lease = scans.claim(session, job_id, work.holder)
    if lease is None or not lease.takeover or _may_repeat(session, lease):
        return lease
    return None


def _may_repeat(session: Session, lease: Lease) -> bool:
    """Count that a step was cut off; a run that gets cut off at the same point again and again is given up."""
    job = repository.job(session, lease.job_id)
    takeovers = int(((job.result_summary if job else None) or {}).get("takeovers", 0)) + 1
    scans.progress(session, lease.job_id, lease.fence, takeovers=takeovers)
    if takeovers <= MOST_TAKEOVERS:
        return True
    scans.finish(session, lease.job_id, lease.fence, "failed", error=GAVE_UP)
    _admit_next(session)
    return False


def _step(work: Work, lease: Lease, watch: Watch) -> None:
    """Catalog first, then chunk by chunk, then judge and tell."""
    with work.transaction() as session:
        job = repository.job(session, lease.job_id)
        cursor = Cursor.from_json(job.cursor) if job is not None and job.cursor else None
        mode = job.mode if job is not None else "catalog"
    if cursor is None:
        done = BEGINNINGS[mode](work, lease, watch, mode)
    else:
        if cursor.reached < cursor.end:
            cursor = steps.count(work, lease, watch, cursor)
        done = cursor.reached >= cursor.end and steps.judge(work, lease, watch, cursor)
    with work.transaction() as session:
        if done:
            _admit_next(session)
        else:
            _hand_on(session, lease)


def _hand_on(session: Session, lease: Lease) -> None:
    scans.release(session, lease.job_id, lease.fence)
    enqueue(session, "collection.chunk", lease.job_id)


def _repeat(session: Session, lease: Lease) -> None:
    if _may_repeat(session, lease):
        _hand_on(session, lease)


def _let_go(work: Work, lease: Lease) -> None:
    """The run is no longer ours: free its slot for the next one."""
    log.info("run %s was stopped or taken over", lease.job_id)

    def write(session: Session) -> None:
        scans.release(session, lease.job_id, lease.fence)
        _admit_next(session)

    settle(work, write)


def _admit_next(session: Session) -> None:
    """A slot is free: wake the run that waits longest."""
    waiting = repository.longest_waiting(session)
    if waiting is not None:
        enqueue(session, "collection.chunk", waiting)


def _fail(work: Work, lease: Lease, watch: Watch, error: Exception) -> None:
    """The run's row says why in words; the driver's own words stay in this log."""
    try:
        watch.check()
    except Stopped:  # the error is our own interruption
        settle(work, lambda session: _hand_on(session, lease))
        return
    except StaleFence:
        _let_go(work, lease)
        return
    if not _out_of_time(work, error) and is_outage(error):
        log.warning("run %s repeats a step: the database went away meanwhile", lease.job_id, exc_info=error)
        settle(work, lambda session: _repeat(session, lease))
        return
    log.error("run %s failed", lease.job_id, exc_info=error)

    def write(session: Session) -> None:
        scans.finish(session, lease.job_id, lease.fence, "failed", error=_reason(work, error))
        _admit_next(session)

    with suppress(StaleFence):
        settle(work, write)


def _reason(work: Work, error: BaseException) -> str:
    if _out_of_time(work, error):
        return OUT_OF_TIME
    return NO_SPACE if is_disk_full(error) else scans.failure_text(error)


def _out_of_time(work: Work, error: BaseException) -> bool:
    """A limit may come out of a driver's call wrapped in the driver's own error, which looks like a lost server."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, work.out_of_time):
            return True
        cause = cause.__cause__ or cause.__context__
    return False
