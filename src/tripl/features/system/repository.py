"""When the worker and the scheduler were heard of."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tripl.models.projects import Project
from tripl.models.scans import ScanConfig, ScanJob
from tripl.models.system import PeriodicJob, WorkerHeartbeat


def last_heard(session: Session, job: str) -> tuple[datetime | None, datetime | None]:
    """Of any worker, and of the periodic job that only the scheduler asks for."""
    worker = select(func.max(WorkerHeartbeat.at)).scalar_subquery()
    scheduler = select(PeriodicJob.last_completed_at).where(PeriodicJob.name == job).scalar_subquery()
    found = session.execute(select(worker, scheduler)).one()
    return found[0], found[1]


def workers(session: Session) -> Sequence[WorkerHeartbeat]:
    """Those heard of within a day, the newest word first."""
    return session.scalars(select(WorkerHeartbeat).order_by(WorkerHeartbeat.at.desc(), WorkerHeartbeat.name)).all()


def revision(session: Session) -> str | None:
    """What the schema is at; None where the table of it is away or may not be read."""
    try:
        with session.begin_nested():
            found = session.scalars(text("SELECT version_num FROM alembic_version ORDER BY 1")).all()
    except DBAPIError:
        return None
    return ", ".join(found) or None


def runs(session: Session, ids: Collection[uuid.UUID]) -> Sequence[Any]:
    """With the names that lead to them, the longest without a move first."""
    since = func.coalesce(ScanJob.progressed_at, ScanJob.started_at, ScanJob.created_at).label("since")
    query = (
        select(
            ScanJob.id.label("job_id"),
            ScanJob.scan_config_id.label("scan_id"),
            ScanConfig.name.label("scan_name"),
            Project.slug.label("project_slug"),
            ScanJob.status,
            since,
        )
        .join(ScanConfig, ScanConfig.id == ScanJob.scan_config_id)
        .join(Project, Project.id == ScanJob.project_id)
        .where(ScanJob.id.in_(ids))
        .order_by(since)
    )
    return session.execute(query).all()
