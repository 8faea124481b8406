"""All SQL of annotations."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, String, and_, cast, delete, func, or_, select
from sqlalchemy.orm import Session

from tripl.features.annotations.schemas import Asked
from tripl.models.annotations import Annotation
from tripl.models.plan import Event, EventType
from tripl.models.scans import ScanConfig

TEXT_ID = String(36)


def listed(
    session: Session, project_id: uuid.UUID, asked: Asked, scopes: Sequence[tuple[str, str]]
) -> Sequence[Annotation]:
    """In order of time. With `scopes` those and the project's own, else what the members of `asked` say."""
    query = select(Annotation).where(Annotation.project_id == project_id, *_within(asked.time_from, asked.time_to))
    if scopes:
        query = query.where(or_(Annotation.scope_type.is_(None), *map(_of, scopes)))
    else:
        if asked.scope_type is not None:
            query = query.where(Annotation.scope_type == asked.scope_type)
        if asked.scope_ref is not None:
            query = query.where(Annotation.scope_ref == asked.scope_ref)
    return session.scalars(query.order_by(Annotation.bucket, Annotation.created_at, Annotation.id)).all()


def windows(
    session: Session, project_id: uuid.UUID, start: datetime | None, end: datetime | None
) -> Sequence[Annotation]:
    """Expected windows that touch start <= t < end."""
    query = select(Annotation).where(
        Annotation.project_id == project_id, Annotation.expected_until.is_not(None), *_within(start, end)
    )
    return session.scalars(query.order_by(Annotation.bucket, Annotation.id)).all()


def one(session: Session, project_id: uuid.UUID, annotation_id: uuid.UUID) -> Annotation | None:
    query = select(Annotation).where(Annotation.project_id == project_id, Annotation.id == annotation_id)
    return session.scalar(query)


def repeated(session: Session, project_id: uuid.UUID, label: str, since: datetime) -> Annotation | None:
    """The newest one that a machine has made with this label since then."""
    query = select(Annotation).where(
        Annotation.project_id == project_id,
        Annotation.source == "api",
        Annotation.label == label,
        Annotation.created_at > since,
    )
    return session.scalars(query.order_by(Annotation.created_at.desc()).limit(1)).first()


def add(session: Session, annotation: Annotation) -> None:
    session.add(annotation)
    session.flush()


def remove(session: Session, annotation: Annotation) -> None:
    session.delete(annotation)
    session.flush()


def type_of_event(session: Session, project_id: uuid.UUID, event_id: uuid.UUID) -> uuid.UUID | None:
    return session.scalar(select(Event.event_type_id).where(Event.project_id == project_id, Event.id == event_id))


def has_event(session: Session, project_id: uuid.UUID, event_id: uuid.UUID) -> bool:
    return type_of_event(session, project_id, event_id) is not None


def has_type(session: Session, project_id: uuid.UUID, type_id: uuid.UUID) -> bool:
    query = select(EventType.id).where(EventType.project_id == project_id, EventType.id == type_id)
    return session.scalar(query) is not None


def has_scan(session: Session, project_id: uuid.UUID, scan_id: uuid.UUID) -> bool:
    query = select(ScanConfig.id).where(ScanConfig.project_id == project_id, ScanConfig.id == scan_id)
    return session.scalar(query) is not None


def of_type(type_id: uuid.UUID) -> ColumnElement[bool]:
    """Those of an event type and of its events."""
    events = select(cast(Event.id, TEXT_ID)).where(Event.event_type_id == type_id)
    of_events = and_(Annotation.scope_type == "event", Annotation.scope_ref.in_(events))
    return or_(_of(("event_type", str(type_id))), of_events)


def of_totals(scan_ids: Sequence[uuid.UUID]) -> ColumnElement[bool]:
    refs = [str(each) for each in scan_ids]
    return and_(Annotation.scope_type == "project_total", Annotation.scope_ref.in_(refs))


def count(session: Session, which: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Annotation).where(which)) or 0


def forget(session: Session, which: ColumnElement[bool]) -> None:
    session.execute(delete(Annotation).where(which))


def _of(scope: tuple[str, str]) -> ColumnElement[bool]:
    return and_(Annotation.scope_type == scope[0], Annotation.scope_ref == scope[1])


def _within(start: datetime | None, end: datetime | None) -> list[ColumnElement[bool]]:
    """Moments in start <= t < end, and windows that touch it."""
    found = []
    if start is not None:
        found.append(
            or_(Annotation.bucket >= start, func.coalesce(Annotation.expected_until, Annotation.bucket) > start)
        )
    if end is not None:
        found.append(Annotation.bucket < end)
    return found
