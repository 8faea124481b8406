"""Event types and their fields."""

import uuid
from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy.orm import Session

from tripl.features.losses import service as lost
from tripl.features.losses.schemas import Losses
from tripl.features.plan.hooks import PlanHooks
from tripl.features.plan.repository import types
from tripl.features.plan.schemas import EventTypeCreate, EventTypeOut, EventTypeUpdate, FieldOut
from tripl.features.plan.service.fields import definition
from tripl.features.plan.service.recording import record
from tripl.kit.errors import Conflict, Invalid, NotFound
from tripl.kit.principal import Principal, ProjectContext
from tripl.models.plan import EventType, FieldDefinition

UNKNOWN = "Event type not found"
NAME_TAKEN = "Event type with this name already exists"


def listed(
    session: Session, project: ProjectContext, branch_id: uuid.UUID, *, with_fields: bool = True
) -> list[EventTypeOut]:
    return present(session, project, types.listed(session, branch_id), with_fields=with_fields)


def found(session: Session, branch_id: uuid.UUID, type_id: uuid.UUID) -> EventType:
    kind = types.one(session, branch_id, type_id)
    if kind is None:
        raise NotFound(UNKNOWN)
    return kind


def has_type(session: Session, branch_id: uuid.UUID, type_id: uuid.UUID) -> bool:
    return types.one(session, branch_id, type_id) is not None


def present(
    session: Session, project: ProjectContext, kinds: Sequence[EventType], *, with_fields: bool = True
) -> list[EventTypeOut]:
    """With fields, how many they are, and the naming rule that governs each; at most three queries."""
    ids = [kind.id for kind in kinds]
    by_type: dict[uuid.UUID, list[FieldDefinition]] = defaultdict(list)
    for each in types.fields(session, ids) if with_fields else ():
        by_type[each.event_type_id].append(each)
    counts = types.field_counts(session, ids)
    formats = types.formats(session, project.id)
    return [
        EventTypeOut(
            id=kind.id,
            project_id=kind.project_id,
            name=kind.name,
            display_name=kind.display_name,
            description=kind.description,
            color=kind.color,
            order=kind.order,
            event_name_format=formats.get(kind.name),
            field_count=counts.get(kind.id, (0, 0))[0],
            required_field_count=counts.get(kind.id, (0, 0))[1],
            field_definitions=[FieldOut.model_validate(each) for each in by_type[kind.id]],
            created_at=kind.created_at,
            updated_at=kind.updated_at,
        )
        for kind in kinds
    ]


def create(
    session: Session, principal: Principal, project: ProjectContext, branch_id: uuid.UUID, wanted: EventTypeCreate
) -> EventType:
    kind = EventType(project_id=project.id, branch_id=branch_id, **wanted.model_dump(exclude={"field_definitions"}))
    definitions = [definition(each, at) for at, each in enumerate(wanted.field_definitions)]
    if not types.add(session, kind, definitions):
        raise Conflict(NAME_TAKEN)
    record(session, principal, project, "event_type.create", kind, fields=[each.name for each in definitions])
    return kind


def update(
    session: Session, principal: Principal, project: ProjectContext, kind: EventType, wanted: EventTypeUpdate
) -> EventType:
    changes = {name: getattr(wanted, name) for name in sorted(wanted.model_fields_set)}
    empty = [name for name, value in changes.items() if value is None]
    if empty:
        raise Invalid(f"Field(s) cannot be null: {', '.join(empty)}")
    for name, value in changes.items():
        setattr(kind, name, value)
    session.flush()
    record(session, principal, project, "event_type.update", kind, **changes)
    return kind


def losses(session: Session, hooks: PlanHooks, type_id: uuid.UUID) -> Losses:
    """Conflict where the deletion would be refused."""
    return lost.of(session, EventType, type_id, beside=hooks.event_type_losses(session, type_id))


def delete(session: Session, hooks: PlanHooks, principal: Principal, project: ProjectContext, kind: EventType) -> None:
    """Its events go with it; listeners may refuse."""
    hooks.announce_event_type_deleting(session, kind.id)
    record(session, principal, project, "event_type.delete", kind)
    types.delete(session, kind)
