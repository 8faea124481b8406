"""Workers, slots and waiting runs."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, exists, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tripl.models.plan import Event
from tripl.models.scans import ScanConfig, ScanJob, ScanLease
from tripl.models.system import PeriodicJob, WorkerHeartbeat


def beat(session: Session, name: str, slots: int, at: datetime) -> None:
    """A worker says that it lives and how much it does at once."""
    statement = insert(WorkerHeartbeat).values(name=name, slots=slots, at=at)
    session.execute(
        statement.on_conflict_do_update(index_elements=["name"], set_={"slots": slots, "at": statement.excluded.at})
    )


def forget_workers(session: Session, before: datetime) -> None:
    session.execute(delete(WorkerHeartbeat).where(WorkerHeartbeat.at < before))


def slots(session: Session, since: datetime) -> int:
    """Summed concurrency of the workers heard of since then."""
    return session.scalar(select(func.sum(WorkerHeartbeat.slots)).where(WorkerHeartbeat.at >= since)) or 0


def at_work(session: Session, since: datetime, but: uuid.UUID) -> int:
    """Runs held by living workers, other than `but`."""
    query = select(func.count()).where(ScanLease.heartbeat_at >= since, ScanLease.job_id != but)
    return session.scalar(query) or 0


def longest_waiting(session: Session) -> uuid.UUID | None:
    """The oldest run that nobody works on."""
    held = exists().where(ScanLease.job_id == ScanJob.id)
    query = select(ScanJob.id).where(ScanJob.status.in_(("pending", "running")), ~held)
    return session.scalar(query.order_by(ScanJob.number).limit(1))


def job(session: Session, job_id: uuid.UUID) -> ScanJob | None:
    return session.get(ScanJob, job_id, populate_existing=True)


def scan(session: Session, scan_config_id: uuid.UUID) -> ScanConfig | None:
    return session.get(ScanConfig, scan_config_id, populate_existing=True)


def completed(session: Session, name: str, at: datetime) -> None:
    """Remember when periodic work was last done."""
    statement = insert(PeriodicJob).values(name=name, last_started_at=at, last_completed_at=at)
    times = {"last_started_at": at, "last_completed_at": at}
    session.execute(statement.on_conflict_do_update(index_elements=["name"], set_=times))


def started(session: Session, name: str, at: datetime) -> None:
    """Remember when periodic work was last sent."""
    statement = insert(PeriodicJob).values(name=name, last_started_at=at)
    session.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"last_started_at": at}))


def times(session: Session, names: Sequence[str]) -> dict[str, tuple[datetime | None, datetime | None]]:
    """When each was last sent and last completed."""
    query = select(PeriodicJob.name, PeriodicJob.last_started_at, PeriodicJob.last_completed_at)
    return {name: (sent, done) for name, sent, done in session.execute(query.where(PeriodicJob.name.in_(names)))}


def event_columns(session: Session, branch_id: uuid.UUID) -> dict[uuid.UUID, Sequence[str]]:
    """Breakdown columns that single events ask for."""
    query = select(Event.id, Event.metric_breakdown_columns).where(
        Event.branch_id == branch_id, func.cardinality(Event.metric_breakdown_columns) > 0
    )
    return {key: value for key, value in session.execute(query)}  # noqa: C416 - rows are not pairs to a type checker
