"""Event types, fields and events."""

import uuid
from typing import Any

from sqlalchemy.orm import Session

from tests.factories.accounts import word
from tripl.kit.principal import ProjectContext
from tripl.models.plan import Event, EventFieldValue, EventTag, EventType, FieldDefinition


def make_event_type(
    session: Session,
    project: ProjectContext,
    name: str | None = None,
    *,
    branch_id: uuid.UUID | None = None,
    **over: Any,
) -> EventType:
    name = name or f"type_{word()}"
    values = {"name": name, "display_name": name.title(), "branch_id": branch_id or project.main_branch_id, **over}
    kind = EventType(project_id=project.id, **values)
    session.add(kind)
    session.flush()
    return kind


def make_field(session: Session, kind: EventType, name: str, **over: Any) -> FieldDefinition:
    values = {"name": name, "display_name": name.title(), "field_type": "string", **over}
    field = FieldDefinition(event_type_id=kind.id, **values)
    session.add(field)
    session.flush()
    return field


def make_event(
    session: Session, kind: EventType, name: str | None = None, *, tags: tuple[str, ...] = (), **over: Any
) -> Event:
    name = name or f"event {word()}"
    values = {"name": name, "source_name": name, "branch_id": kind.branch_id, **over}
    event = Event(project_id=kind.project_id, event_type_id=kind.id, **values)
    session.add(event)
    session.flush()
    session.add_all(EventTag(event_id=event.id, name=tag) for tag in tags)
    session.flush()
    return event


def make_value(session: Session, event: Event, field: FieldDefinition, value: str, **over: Any) -> EventFieldValue:
    row = EventFieldValue(event_id=event.id, field_definition_id=field.id, value=value, **over)
    session.add(row)
    session.flush()
    return row
