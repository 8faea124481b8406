"""Looks up what a series belongs to. Writes nothing."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tripl.models.plan import Event, EventType
from tripl.models.scans import ScanConfig
from tripl.models.signals import Anomaly


def event_exists(session: Session, project_id: uuid.UUID, event_id: uuid.UUID) -> bool:
    query = select(Event.id).where(Event.project_id == project_id, Event.id == event_id)
    return session.scalar(query) is not None


def event_type_exists(session: Session, project_id: uuid.UUID, event_type_id: uuid.UUID) -> bool:
    query = select(EventType.id).where(EventType.project_id == project_id, EventType.id == event_type_id)
    return session.scalar(query) is not None


def scans(session: Session, project_id: uuid.UUID, ids: Iterable[uuid.UUID] | None = None) -> Sequence[ScanConfig]:
    """Monitoring scans of the project, the newest first."""
    query = select(ScanConfig).where(ScanConfig.project_id == project_id, ScanConfig.interval.is_not(None))
    if ids is not None:
        query = query.where(ScanConfig.id.in_(set(ids)))
    return session.scalars(query.order_by(ScanConfig.created_at.desc(), ScanConfig.id)).all()


def findings(
    session: Session, scan_config_id: uuid.UUID, scope: tuple[str, str], start: datetime, end: datetime
) -> Sequence[Anomaly]:
    """Stored findings of one scope that begin in start <= t < end."""
    query = select(Anomaly).where(
        Anomaly.scan_config_id == scan_config_id,
        Anomaly.scope_type == scope[0],
        Anomaly.scope_ref == scope[1],
        Anomaly.bucket >= start,
        Anomaly.bucket < end,
    )
    return session.scalars(query).all()
