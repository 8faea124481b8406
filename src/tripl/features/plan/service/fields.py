"""Fields of event types: add, change, order, remove."""

import uuid

from sqlalchemy.orm import Session

from tripl.features.losses import service as lost
from tripl.features.losses.schemas import Losses
from tripl.features.plan.repository import fields, types
from tripl.features.plan.schemas import FieldCreate, FieldOut, FieldUpdate
from tripl.features.plan.service.recording import record
from tripl.kit.errors import Conflict, Invalid, NotFound
from tripl.kit.principal import Principal, ProjectContext
from tripl.models.plan import EventType, FieldDefinition

NAME_TAKEN = "Field with this name already exists in the event type"
CLEARABLE = frozenset(
    {"enum_options", "contract_required_max_null_rate", "contract_regex", "contract_min_value", "contract_max_value"}
)


def listed(session: Session, type_id: uuid.UUID) -> list[FieldOut]:
    return [FieldOut.model_validate(each) for each in types.fields(session, [type_id])]


def found(session: Session, type_id: uuid.UUID, field_id: uuid.UUID) -> FieldDefinition:
    field = fields.one(session, type_id, field_id)
    if field is None:
        raise NotFound("Field not found")
    return field


def definition(wanted: FieldCreate, at: int) -> FieldDefinition:
    """The row of a create body; fields without an order stand in the order they were sent."""
    values = wanted.model_dump()
    if "order" not in wanted.model_fields_set:
        values["order"] = at
    if wanted.field_type != "enum":
        values["enum_options"] = None
    return FieldDefinition(**values)


def create(
    session: Session, principal: Principal, project: ProjectContext, kind: EventType, wanted: list[FieldCreate]
) -> list[FieldOut]:
    """All or none; Conflict for a name that is taken."""
    start = len(types.fields(session, [kind.id]))
    made = [definition(each, start + at) for at, each in enumerate(wanted)]
    for each in made:
        each.event_type_id = kind.id
    if not fields.add(session, made):
        raise Conflict(NAME_TAKEN)
    record(session, principal, project, "field.create", kind, names=[each.name for each in made])
    return [FieldOut.model_validate(each) for each in made]


def update(
    session: Session,
    principal: Principal,
    project: ProjectContext,
    kind: EventType,
    *,
    field_id: uuid.UUID,
    wanted: FieldUpdate,
) -> FieldOut:
    """Marking a field sensitive forgets what scans stored; unmarking lets the next pass store again."""
    field = found(session, kind.id, field_id)
    changes = {name: getattr(wanted, name) for name in sorted(wanted.model_fields_set)}
    empty = [name for name, value in changes.items() if value is None and name not in CLEARABLE]
    if empty:
        raise Invalid(f"Field(s) cannot be null: {', '.join(empty)}")
    marking = changes.get("sensitivity", "none") != "none" and field.sensitivity == "none"
    for name, value in changes.items():
        setattr(field, name, value)
    if field.field_type != "enum":
        field.enum_options = None
    session.flush()
    if marking:
        fields.forget_scanned_values(session, field.id)
    record(session, principal, project, "field.update", kind, name=field.name, changes=changes)
    return FieldOut.model_validate(field)


def reorder(
    session: Session, principal: Principal, project: ProjectContext, kind: EventType, order: list[uuid.UUID]
) -> list[FieldOut]:
    """Invalid unless every field of the type is named once."""
    if sorted(order, key=str) != sorted((each.id for each in types.fields(session, [kind.id])), key=str):
        raise Invalid("Name every field of the event type once.", "field_ids")
    fields.reorder(session, order)
    session.expire_all()
    record(session, principal, project, "field.reorder", kind)
    return listed(session, kind.id)


def losses(session: Session, field_id: uuid.UUID) -> Losses:
    return lost.of(session, FieldDefinition, field_id)


def delete(
    session: Session, principal: Principal, project: ProjectContext, kind: EventType, field_id: uuid.UUID
) -> None:
    field = found(session, kind.id, field_id)
    record(session, principal, project, "field.delete", kind, name=field.name)
    fields.remove(session, field)
