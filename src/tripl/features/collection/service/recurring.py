"""Daily and weekly work: due by what was last completed, so that a slot which broker or beat missed is made up."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tripl.db.locks import lock
from tripl.db.outbox import enqueue
from tripl.features.accounts import service as accounts
from tripl.features.alerts import service as alerts
from tripl.features.collection import repository
from tripl.features.scans import service as scans
from tripl.features.scans.schemas import ScanPolicy
from tripl.kit.clock import bucket_start

log = logging.getLogger(__name__)
CLEAN_UP = "collection.clean_up"
PLAN_DIGEST = "collection.send_plan_digest"
AGAIN_AFTER = timedelta(minutes=15)
"""A job that was sent and did not come to its end, as with a lost broker, is sent again."""


@dataclass(frozen=True, slots=True)
class Recurring:
    """A task that is done once a day or once a week, from a moment of it on; weeks begin on Monday, all in UTC."""

    task: str
    every: str
    after: timedelta

    def slot(self, now: datetime) -> datetime:
        """The newest moment at which it was to be done."""
        return bucket_start(now - self.after, self.every) + self.after


JOBS = (
    Recurring(CLEAN_UP, "1d", timedelta(hours=3)),
    Recurring(PLAN_DIGEST, "1w", timedelta(hours=8)),
    Recurring("usage.report", "1d", timedelta(hours=7, minutes=13)),
)


def run_due(session: Session, now: datetime, jobs: Sequence[Recurring] = JOBS) -> list[str]:
    """Send what was not completed since its newest slot, however long nobody looked."""
    lock(session, "recurring")
    times = repository.times(session, [job.task for job in jobs])
    due = [job.task for job in jobs if _is_due(job, *times.get(job.task, (None, None)), now)]
    for task in due:
        log.info("run_due: %s is due", task)
        repository.started(session, task, now)
        enqueue(session, task)
    return due


def _is_due(job: Recurring, started: datetime | None, completed: datetime | None, now: datetime) -> bool:
    if completed is not None and completed >= job.slot(now):
        return False
    return started is None or started == completed or now - started >= AGAIN_AFTER


def completed(session: Session, task: str, now: datetime) -> None:
    """For jobs of other features: it was done."""
    repository.completed(session, task, now)


def clean_up(session: Session, policy: ScanPolicy, now: datetime) -> None:
    """Drop what has had its time: sessions and links, answered previews, old runs."""
    lock(session, "clean-up")
    links = accounts.forget_expired(session, now)
    runs = scans.forget_ended(session, now - timedelta(days=policy.job_retention_days))
    probes = scans.forget_probes(session, now - timedelta(days=1))
    repository.completed(session, CLEAN_UP, now)
    log.info("clean_up: %d sessions and links, %d runs and %d previews are gone", links, runs, probes)


def send_plan_digest(session: Session, now: datetime) -> None:
    """Tell of the week that ended last whoever was not told."""
    alerts.send_digests(session, now)
    repository.completed(session, PLAN_DIGEST, now)
