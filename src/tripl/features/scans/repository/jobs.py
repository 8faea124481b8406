"""Runs and their leases."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, delete, exists, func, or_, select, text, true, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from tripl.features.scans.schemas import LIVE
from tripl.models.accounts import Organization
from tripl.models.projects import Project
from tripl.models.scans import ScanConfig, ScanJob, ScanLease

_UNSYNCED = {"synchronize_session": False}
_STALE = (ScanJob.id, ScanJob.scan_config_id, ScanJob.fence, ScanJob.progressed_at)


def add(session: Session, job: ScanJob) -> bool:
    """False when the scan has a live job already."""
    try:
        with session.begin_nested():
            session.add(job)
            session.flush()
    except IntegrityError as error:
        if "uq_scan_jobs_live" not in str(error.orig):
            raise
        return False
    return True


def one(session: Session, scan_id: uuid.UUID, job_id: uuid.UUID) -> ScanJob | None:
    return session.scalar(select(ScanJob).where(ScanJob.scan_config_id == scan_id, ScanJob.id == job_id))


def newest(session: Session, scan_id: uuid.UUID, limit: int, offset: int = 0) -> Sequence[ScanJob]:
    query = select(ScanJob).where(ScanJob.scan_config_id == scan_id).order_by(ScanJob.number.desc())
    return session.scalars(query.limit(limit).offset(offset)).all()


def newest_of_each(session: Session, project_id: uuid.UUID, each: int) -> Sequence[ScanJob]:
    """So many newest runs of every scan of a project; the index gives them, however long a scan has run."""
    own = (
        select(ScanJob)
        .where(ScanJob.scan_config_id == ScanConfig.id)
        .order_by(ScanJob.number.desc())
        .limit(each)
        .lateral()
    )
    job = aliased(ScanJob, own)
    query = select(job).select_from(ScanConfig).join(own, true()).where(ScanConfig.project_id == project_id)
    return session.scalars(query.order_by(job.number.desc())).all()


def locked(session: Session, job_id: uuid.UUID) -> ScanJob | None:
    query = select(ScanJob).where(ScanJob.id == job_id).with_for_update().execution_options(populate_existing=True)
    return session.scalar(query)


def fence(session: Session, job_id: uuid.UUID) -> tuple[str, int] | None:
    """Status and fence, held still until this transaction ends."""
    query = select(ScanJob.status, ScanJob.fence).where(ScanJob.id == job_id).with_for_update(read=True)
    return session.execute(query).first()


def lease(session: Session, job_id: uuid.UUID) -> ScanLease | None:
    return session.scalar(select(ScanLease).where(ScanLease.job_id == job_id).execution_options(populate_existing=True))


def put_lease(session: Session, job_id: uuid.UUID, holder: str, fence: int, at: datetime) -> None:
    values = {"holder": holder, "fence": fence, "heartbeat_at": at}
    statement = insert(ScanLease).values(job_id=job_id, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["job_id"], set_=values))


def beat(session: Session, job_id: uuid.UUID, fence: int, at: datetime) -> bool:
    running = exists().where(ScanJob.id == job_id, ScanJob.status == "running", ScanJob.fence == fence)
    statement = (
        update(ScanLease)
        .where(ScanLease.job_id == job_id, ScanLease.fence == fence, running)
        .values(heartbeat_at=at)
        .returning(ScanLease.job_id)
    )
    return session.execute(statement, execution_options={"synchronize_session": False}).first() is not None


def drop_lease(session: Session, job_id: uuid.UUID, fence: int | None = None) -> None:
    statement = delete(ScanLease).where(ScanLease.job_id == job_id)
    if fence is not None:
        statement = statement.where(ScanLease.fence == fence)
    session.execute(statement, execution_options={"synchronize_session": False})


def report(
    session: Session, job_id: uuid.UUID, fence: int, summary: dict[str, Any], *, live: bool, **values: Any
) -> ScanJob | None:
    """Merge into the summary and set columns while the fence holds; None when it does not."""
    merged = func.coalesce(ScanJob.result_summary, text("'{}'::jsonb")).op("||")(summary) if summary else None
    statement = update(ScanJob).where(ScanJob.id == job_id, ScanJob.fence == fence)
    if live:
        statement = statement.where(ScanJob.status.in_(LIVE))
    changes = {**values, "updated_at": func.clock_timestamp()}
    if merged is not None:
        changes["result_summary"] = merged
    statement = statement.values(**changes)
    return session.scalars(
        statement.returning(ScanJob), execution_options={"synchronize_session": False, "populate_existing": True}
    ).first()


def stale(session: Session, silent_since: datetime, unclaimed_since: datetime) -> Sequence[tuple[Any, ...]]:
    """Running jobs of silent holders, and those without one for a while: (job, scan, fence, progressed at)."""
    moved = func.coalesce(ScanJob.progressed_at, ScanJob.started_at)
    query = (
        select(*_STALE)
        .outerjoin(ScanLease, ScanLease.job_id == ScanJob.id)
        .where(
            ScanJob.status == "running",
            or_(ScanLease.heartbeat_at < silent_since, ScanLease.job_id.is_(None) & (moved < unclaimed_since)),
        )
    )
    return session.execute(query).all()


def held(session: Session, heard_since: datetime) -> Sequence[tuple[Any, ...]]:
    """Running jobs whose holder was heard of: (holder, job, scan, fence, progressed at)."""
    query = (
        select(ScanLease.holder, *_STALE)
        .join(ScanLease, ScanLease.job_id == ScanJob.id)
        .where(ScanJob.status == "running", ScanLease.heartbeat_at >= heard_since)
    )
    return session.execute(query).all()


def stuck(session: Session, heard_since: datetime, moved_before: datetime) -> Sequence[tuple[Any, ...]]:
    """Running jobs of living holders that have not moved since then: (job, scan, fence, progressed at)."""
    query = (
        select(*_STALE)
        .join(ScanLease, ScanLease.job_id == ScanJob.id)
        .where(
            ScanJob.status == "running",
            ScanLease.heartbeat_at >= heard_since,
            func.coalesce(ScanJob.progressed_at, ScanJob.started_at) < moved_before,
        )
    )
    return session.execute(query).all()


def stranded(session: Session, before: datetime) -> Sequence[uuid.UUID]:
    query = select(ScanJob.id).where(ScanJob.status == "pending", ScanJob.updated_at < before)
    return session.scalars(query).all()


def forget_ended(session: Session, before: datetime) -> int:
    """Delete runs that ended before then, except the newest of each scan; how many."""
    newer = aliased(ScanJob)
    followed = exists().where(newer.scan_config_id == ScanJob.scan_config_id, newer.number > ScanJob.number)
    statement = delete(ScanJob).where(ScanJob.status.not_in(LIVE), ScanJob.completed_at < before, followed)
    return len(session.execute(statement.returning(ScanJob.id), execution_options=_UNSYNCED).all())


def _monitored() -> tuple[ColumnElement[bool], ...]:
    """Scans with a timetable; demos have one of their own, an organisation that is being deleted has none."""
    left_alone = (
        select(Project.id)
        .join(Organization, Organization.id == Project.organization_id)
        .where(or_(Project.is_demo, Organization.deleting_since.is_not(None)))
    )
    return (
        ScanConfig.project_id.not_in(left_alone),
        ScanConfig.interval.is_not(None),
        ScanConfig.time_column.is_not(None),
    )


def monitored(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(ScanConfig).where(*_monitored())) or 0


def due(session: Session, edges: dict[str, datetime], now: datetime) -> Sequence[ScanConfig]:
    """Monitoring scans without a live job that have not reached the newest bucket edge of their interval."""
    edge = case(edges, value=ScanConfig.interval)
    reach = case((ScanConfig.is_static, func.coalesce(ScanConfig.as_of, edge)), else_=edge)
    live = exists().where(ScanJob.scan_config_id == ScanConfig.id, ScanJob.status.in_(LIVE))
    query = select(ScanConfig).where(
        *_monitored(),
        (ScanConfig.collected_to.is_(None)) | (ScanConfig.collected_to < reach),
        (ScanConfig.retry_after.is_(None)) | (ScanConfig.retry_after <= now),
        ~live,
    )
    return session.scalars(query.order_by(ScanConfig.collected_to.nulls_first(), ScanConfig.id)).all()
