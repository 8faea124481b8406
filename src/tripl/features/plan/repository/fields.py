"""Fields of event types."""

import uuid
from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tripl.models.plan import EventFieldValue, FieldDefinition


def one(session: Session, type_id: uuid.UUID, field_id: uuid.UUID) -> FieldDefinition | None:
    query = select(FieldDefinition).where(FieldDefinition.event_type_id == type_id, FieldDefinition.id == field_id)
    return session.scalar(query)


def add(session: Session, fields: Sequence[FieldDefinition]) -> bool:
    """False when a name is taken in the type."""
    try:
        with session.begin_nested():
            session.add_all(fields)
            session.flush()
    except IntegrityError:
        return False
    return True


def reorder(session: Session, order: Sequence[uuid.UUID]) -> None:
    session.execute(update(FieldDefinition), [{"id": each, "order": at} for at, each in enumerate(order)])


def remove(session: Session, field: FieldDefinition) -> None:
    session.delete(field)
    session.flush()


def forget_scanned_values(session: Session, field_id: uuid.UUID) -> None:
    """What scans stored goes; what a person wrote stays."""
    statement = delete(EventFieldValue).where(
        EventFieldValue.field_definition_id == field_id, EventFieldValue.is_authored.is_(False)
    )
    session.execute(statement, execution_options={"synchronize_session": False})
