"""Event types and their fields."""

import uuid
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tripl.models.plan import EventType, FieldDefinition
from tripl.models.scans import ScanConfig

MOST_TYPES = 1000


def listed(session: Session, branch_id: uuid.UUID) -> Sequence[EventType]:
    query = select(EventType).where(EventType.branch_id == branch_id).order_by(EventType.order, EventType.name)
    return session.scalars(query.limit(MOST_TYPES)).all()


def one(session: Session, branch_id: uuid.UUID, type_id: uuid.UUID) -> EventType | None:
    return session.scalar(select(EventType).where(EventType.branch_id == branch_id, EventType.id == type_id))


def fields(session: Session, type_ids: Sequence[uuid.UUID]) -> Sequence[FieldDefinition]:
    query = (
        select(FieldDefinition)
        .where(FieldDefinition.event_type_id.in_(type_ids))
        .order_by(FieldDefinition.order, FieldDefinition.name)
    )
    return session.scalars(query).all()


def field_counts(session: Session, type_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[int, int]]:
    """How many fields a type has, and how many of them are required; a type without any has no row."""
    query = (
        select(FieldDefinition.event_type_id, func.count(), func.count().filter(FieldDefinition.is_required))
        .where(FieldDefinition.event_type_id.in_(type_ids))
        .group_by(FieldDefinition.event_type_id)
    )
    return {type_id: (every, required) for type_id, every, required in session.execute(query)}


def formats(session: Session, project_id: uuid.UUID) -> dict[str, str]:
    """Naming rule by the name of the main type it governs; the oldest scan's, when there are several."""
    query = (
        select(EventType.name, ScanConfig.event_name_format)
        .join(ScanConfig, ScanConfig.event_type_id == EventType.id)
        .where(ScanConfig.project_id == project_id, ScanConfig.event_name_format.is_not(None))
        .order_by(ScanConfig.created_at.desc())
    )
    return {name: rule for name, rule in session.execute(query) if rule}


def add(session: Session, kind: EventType, definitions: Sequence[FieldDefinition]) -> bool:
    """False when the name is taken on the branch."""
    try:
        with session.begin_nested():
            session.add(kind)
            session.flush()
    except IntegrityError:
        return False
    for each in definitions:
        each.event_type_id = kind.id
    session.add_all(definitions)
    session.flush()
    return True


def delete(session: Session, kind: EventType) -> None:
    session.delete(kind)
    session.flush()
