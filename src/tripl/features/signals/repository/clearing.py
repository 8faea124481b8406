"""Findings of a project within a period."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from tripl.models.scans import ScanConfig
from tripl.models.signals import Anomaly

Bound = datetime | None


def scans(session: Session, project_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """In one order for everybody, as locks are taken by it."""
    return session.scalars(
        select(ScanConfig.id).where(ScanConfig.project_id == project_id).order_by(ScanConfig.id)
    ).all()


def count(session: Session, project_id: uuid.UUID, after: Bound, before: Bound) -> int:
    return session.scalar(select(func.count(Anomaly.id)).where(*_within(project_id, after, before))) or 0


def clear(session: Session, project_id: uuid.UUID, after: Bound, before: Bound) -> int:
    gone = session.scalars(delete(Anomaly).where(*_within(project_id, after, before)).returning(Anomaly.id))
    return len(gone.all())


def _within(project_id: uuid.UUID, after: Bound, before: Bound) -> list[ColumnElement[bool]]:
    found = [Anomaly.project_id == project_id]
    if after is not None:
        found.append(Anomaly.bucket >= after)
    if before is not None:
        found.append(Anomaly.bucket < before)
    return found
