"""Reads a branch whole and writes what a scan adds, each in one statement a table."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tripl.kit.ids import new_id
from tripl.models.plan import Event, EventFieldValue, EventType, FieldDefinition, Variable

Rows = Sequence[tuple[Any, ...]]


def types(session: Session, branch_id: uuid.UUID) -> Rows:
    """Rows of (type id, type name, field name or null, sensitivity)."""
    query = (
        select(EventType.id, EventType.name, FieldDefinition.name.label("field"), FieldDefinition.sensitivity)
        .outerjoin(FieldDefinition, FieldDefinition.event_type_id == EventType.id)
        .where(EventType.branch_id == branch_id)
    )
    return session.execute(query).all()


def identities(session: Session, branch_id: uuid.UUID) -> Rows:
    """Rows of (event id, type id, type name, identity, status) of all events that have an identity."""
    query = (
        select(Event.id, Event.event_type_id, EventType.name, Event.source_name, Event.status)
        .join(EventType, EventType.id == Event.event_type_id)
        .where(Event.branch_id == branch_id, Event.source_name.is_not(None))
    )
    return session.execute(query).all()


def values(session: Session, branch_id: uuid.UUID) -> Rows:
    """Rows of (event id, field name, value, authored) of the branch."""
    query = (
        select(EventFieldValue.event_id, FieldDefinition.name, EventFieldValue.value, EventFieldValue.is_authored)
        .join(FieldDefinition, FieldDefinition.id == EventFieldValue.field_definition_id)
        .join(Event, Event.id == EventFieldValue.event_id)
        .where(Event.branch_id == branch_id, Event.source_name.is_not(None))
    )
    return session.execute(query).all()


def variables(session: Session, branch_id: uuid.UUID) -> Sequence[Variable]:
    return session.scalars(select(Variable).where(Variable.branch_id == branch_id).order_by(Variable.name)).all()


_TYPES = text("""
INSERT INTO event_types (id, project_id, branch_id, name, display_name, "order")
SELECT n.id, :project_id, :branch_id, n.name, n.display_name,
       (SELECT coalesce(max("order") + 1, 0) FROM event_types WHERE branch_id = :branch_id) + n.at - 1
FROM unnest(CAST(:ids AS uuid[]), CAST(:names AS text[]), CAST(:display_names AS text[]))
     WITH ORDINALITY AS n(id, name, display_name, at)
ON CONFLICT (branch_id, name) DO NOTHING RETURNING id
""")
_FIELDS = text("""
INSERT INTO field_definitions (id, event_type_id, name, display_name, field_type, sensitivity, "order")
SELECT n.id, t.id, n.name, n.display_name, n.field_type, n.sensitivity,
       (SELECT coalesce(max("order") + 1, 0) FROM field_definitions WHERE event_type_id = t.id)
       + row_number() OVER (PARTITION BY t.id ORDER BY n.at) - 1
FROM unnest(CAST(:ids AS uuid[]), CAST(:types AS text[]), CAST(:names AS text[]), CAST(:display_names AS text[]),
            CAST(:field_types AS text[]), CAST(:sensitivities AS text[]))
     WITH ORDINALITY AS n(id, type, name, display_name, field_type, sensitivity, at)
JOIN event_types t ON t.branch_id = :branch_id AND t.name = n.type
ON CONFLICT (event_type_id, name) DO NOTHING RETURNING id
""")
_EVENTS = text("""
INSERT INTO events (id, project_id, branch_id, event_type_id, name, source_name, status, "order")
SELECT n.id, :project_id, :branch_id, t.id, n.name, n.source_name, 'in_review',
       (SELECT coalesce(max("order") + 1, 0) FROM events WHERE branch_id = :branch_id) + n.at - 1
FROM unnest(CAST(:ids AS uuid[]), CAST(:types AS text[]), CAST(:names AS text[]), CAST(:source_names AS text[]))
     WITH ORDINALITY AS n(id, type, name, source_name, at)
JOIN event_types t ON t.branch_id = :branch_id AND t.name = n.type
ON CONFLICT (event_type_id, source_name) DO NOTHING RETURNING id
""")
_VALUES = text("""
INSERT INTO event_field_values AS old (id, event_id, field_definition_id, value)
SELECT n.id, e.id, f.id, n.value
FROM unnest(CAST(:ids AS uuid[]), CAST(:types AS text[]), CAST(:source_names AS text[]), CAST(:fields AS text[]),
            CAST(:values AS text[])) AS n(id, type, source_name, field, value)
JOIN event_types t ON t.branch_id = :branch_id AND t.name = n.type
JOIN events e ON e.event_type_id = t.id AND e.source_name = n.source_name AND e.status <> 'archived'
JOIN field_definitions f ON f.event_type_id = t.id AND f.name = n.field
ON CONFLICT (event_id, field_definition_id) DO UPDATE SET value = excluded.value
WHERE NOT old.is_authored AND old.value IS DISTINCT FROM excluded.value
RETURNING id
""")
_VARIABLES = text("""
INSERT INTO variables (id, project_id, branch_id, name, source_name, variable_type, bindings)
SELECT n.id, :project_id, :branch_id, n.name, n.binding, n.type, ARRAY[n.binding]
FROM unnest(CAST(:ids AS uuid[]), CAST(:names AS text[]), CAST(:bindings AS text[]), CAST(:types AS text[]))
     AS n(id, name, binding, type)
ON CONFLICT (branch_id, name) DO NOTHING RETURNING id
""")
_SEEN = text("""
UPDATE events SET first_seen_at = least(first_seen_at, n.first), last_seen_at = greatest(last_seen_at, n.last)
FROM unnest(CAST(:ids AS uuid[]), CAST(:firsts AS timestamptz[]), CAST(:lasts AS timestamptz[])) AS n(id, first, last)
WHERE events.id = n.id AND events.status <> 'archived'
  AND (least(first_seen_at, n.first), greatest(last_seen_at, n.last)) IS DISTINCT FROM (first_seen_at, last_seen_at)
""")


def _write(session: Session, statement: Any, count: int, **arrays: Any) -> int:
    if not count:
        return 0
    ids = [new_id() for _ in range(count)]
    return len(session.execute(statement, {"ids": ids, **arrays}).all())


def add_types(
    session: Session, project_id: uuid.UUID, branch_id: uuid.UUID, names: list[str], display_names: list[str]
) -> int:
    arrays = {"names": names, "display_names": display_names}
    return _write(session, _TYPES, len(names), project_id=project_id, branch_id=branch_id, **arrays)


def add_fields(session: Session, branch_id: uuid.UUID, rows: Sequence[tuple[str, str, str, str, str]]) -> int:
    """Rows of (type, name, display name, field type, sensitivity)."""
    columns = ("types", "names", "display_names", "field_types", "sensitivities")
    return _write(session, _FIELDS, len(rows), branch_id=branch_id, **_columns(columns, rows))


def add_events(
    session: Session, project_id: uuid.UUID, branch_id: uuid.UUID, rows: Sequence[tuple[str, str, str]]
) -> int:
    """Rows of (type, name, identity)."""
    columns = _columns(("types", "names", "source_names"), rows)
    return _write(session, _EVENTS, len(rows), project_id=project_id, branch_id=branch_id, **columns)


def put_values(session: Session, branch_id: uuid.UUID, rows: Sequence[tuple[str, str, str, str]]) -> int:
    """Rows of (type, identity, field, value). What a person wrote stays."""
    columns = _columns(("types", "source_names", "fields", "values"), rows)
    return _write(session, _VALUES, len(rows), branch_id=branch_id, **columns)


def add_variables(
    session: Session, project_id: uuid.UUID, branch_id: uuid.UUID, rows: Sequence[tuple[str, str, str]]
) -> int:
    """Rows of (name, binding, type)."""
    columns = _columns(("names", "bindings", "types"), rows)
    return _write(session, _VARIABLES, len(rows), project_id=project_id, branch_id=branch_id, **columns)


def widen_seen(session: Session, rows: Sequence[tuple[uuid.UUID, datetime, datetime]]) -> None:
    """Rows of (event id, first seen, last seen)."""
    if rows:
        session.execute(_SEEN, _columns(("ids", "firsts", "lasts"), rows))


def _columns(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> dict[str, list[Any]]:
    return {name: [row[at] for row in rows] for at, name in enumerate(names)}
