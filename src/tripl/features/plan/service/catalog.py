"""What scans read of the plan and write into it."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from tripl.db.locks import lock
from tripl.features.plan.repository import catalog
from tripl.features.plan.schemas import (
    AppliedCatalog,
    CatalogChange,
    KnownEvent,
    KnownField,
    KnownType,
    KnownVariable,
    PlannedIdentity,
    PlanSnapshot,
)

LONGEST_NAME = 500
LONGEST_DISPLAY_NAME = 255


def snapshot(session: Session, branch_id: uuid.UUID) -> PlanSnapshot:
    """The branch as a planner needs it: four queries, whatever its size."""
    fields: dict[str, dict[str, KnownField]] = {}
    types: dict[str, uuid.UUID] = {}
    for type_id, name, field, sensitivity in catalog.types(session, branch_id):
        types[name] = type_id
        known = fields.setdefault(name, {})
        if field is not None:
            known[field] = KnownField(field, sensitivity)
    values: dict[uuid.UUID, dict[str, tuple[str, bool]]] = {}
    for event_id, field, value, authored in catalog.values(session, branch_id):
        values.setdefault(event_id, {})[field] = (value, authored)
    return PlanSnapshot(
        types={name: KnownType(type_id, fields[name]) for name, type_id in types.items()},
        events={
            (type_name, source_name): KnownEvent(event_id, status == "archived", values.get(event_id, {}))
            for event_id, _, type_name, source_name, status in catalog.identities(session, branch_id)
        },
        variables=tuple(
            KnownVariable(
                each.name,
                frozenset({each.name, each.source_name or each.name, *each.bindings}),
                each.excluded_from_scans,
            )
            for each in catalog.variables(session, branch_id)
        ),
    )


def apply_catalog(
    session: Session, project_id: uuid.UUID, branch_id: uuid.UUID, change: CatalogChange
) -> AppliedCatalog:
    """Write a planner's answer. Idempotent; a concurrent creator wins and is adopted, a person's value stays."""
    if not change:
        return AppliedCatalog()
    lock(session, "plan-catalog", branch_id)
    names = [each.name for each in change.types]
    return AppliedCatalog(
        types=catalog.add_types(session, project_id, branch_id, names, [display_name(name) for name in names]),
        fields=catalog.add_fields(
            session,
            branch_id,
            [(f.event_type, f.name, display_name(f.name), f.field_type, f.sensitivity) for f in change.fields],
        ),
        events=catalog.add_events(
            session,
            project_id,
            branch_id,
            [(e.event_type, e.source_name[:LONGEST_NAME], e.source_name) for e in change.events],
        ),
        values=catalog.put_values(
            session, branch_id, [(v.event_type, v.source_name, v.field, v.value) for v in change.values]
        ),
        variables=catalog.add_variables(
            session, project_id, branch_id, [(v.name, v.binding, v.variable_type) for v in change.variables]
        ),
    )


def identities(session: Session, project_id: uuid.UUID, branch_id: uuid.UUID) -> list[PlannedIdentity]:
    """All events of the branch that rows can be matched on, archived ones marked."""
    del project_id  # a branch belongs to one project
    return [
        PlannedIdentity(event_id, type_id, type_name, source_name, status == "archived")
        for event_id, type_id, type_name, source_name, status in catalog.identities(session, branch_id)
    ]


def widen_seen(session: Session, seen: Mapping[uuid.UUID, tuple[datetime, datetime]]) -> None:
    """Each event was counted from one bucket to another: `first_seen_at` only goes back, `last_seen_at` only forward.

    Archived events stand still.
    """
    catalog.widen_seen(session, [(event_id, *span) for event_id, span in seen.items()])


def display_name(name: str) -> str:
    """`page_view` → `Page view`; what has no letters stays as it is."""
    words = name.replace("_", " ").replace("-", " ").strip()
    return (words[:1].upper() + words[1:] or name)[:LONGEST_DISPLAY_NAME]
