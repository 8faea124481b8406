"""Event types and their fields."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends

from tripl.edge.deps import EditProject, PrincipalDep, ReadBranch, ReadProject, SessionDep, WriteBranch, policy
from tripl.features.losses.schemas import Losses
from tripl.features.plan.hooks import PlanHooks
from tripl.features.plan.schemas import (
    EventTypeCreate,
    EventTypeOut,
    EventTypeUpdate,
    FieldCreate,
    FieldOrder,
    FieldOut,
    FieldsCreate,
    FieldUpdate,
)
from tripl.features.plan.service import fields, types

router = APIRouter(prefix="/event-types", tags=["event-types"])
HooksDep = Annotated[PlanHooks, Depends(policy(PlanHooks))]


def on_branch(session: SessionDep, branch: WriteBranch, type_id: uuid.UUID) -> uuid.UUID:
    """A type of another branch is 404, before the body is looked at."""
    return types.found(session, branch, type_id).id


EditedType = Annotated[uuid.UUID, Depends(on_branch)]


def of_type(session: SessionDep, type_id: EditedType, field_id: uuid.UUID) -> uuid.UUID:
    return fields.found(session, type_id, field_id).id


EditedField = Annotated[uuid.UUID, Depends(of_type)]


@router.get("")
def listed(
    session: SessionDep, project: ReadProject, branch: ReadBranch, *, with_fields: bool = True
) -> list[EventTypeOut]:
    """All event types of the branch, with their fields unless these are declined."""
    return types.listed(session, project, branch, with_fields=with_fields)


@router.post("", status_code=201)
def create(
    session: SessionDep, principal: PrincipalDep, project: EditProject, branch: WriteBranch, wanted: EventTypeCreate
) -> EventTypeOut:
    kind = types.create(session, principal, project, branch, wanted)
    return types.present(session, project, [kind])[0]


@router.get("/{type_id}")
def read(session: SessionDep, project: ReadProject, branch: ReadBranch, type_id: uuid.UUID) -> EventTypeOut:
    return types.present(session, project, [types.found(session, branch, type_id)])[0]


@router.patch("/{type_id}")
def update(
    session: SessionDep,
    principal: PrincipalDep,
    project: EditProject,
    branch: WriteBranch,
    *,
    type_id: EditedType,
    wanted: EventTypeUpdate,
) -> EventTypeOut:
    """Change the members sent; the name stays."""
    kind = types.update(session, principal, project, types.found(session, branch, type_id), wanted)
    return types.present(session, project, [kind])[0]


@router.get("/{type_id}/deletion")
def deletion(session: SessionDep, type_id: EditedType, hooks: HooksDep) -> Losses:
    """What deleting the type takes along; 409 while a scan writes into it."""
    return types.losses(session, hooks, type_id)


@router.delete("/{type_id}", status_code=204)
def delete(
    session: SessionDep,
    principal: PrincipalDep,
    project: EditProject,
    branch: WriteBranch,
    *,
    type_id: EditedType,
    hooks: HooksDep,
) -> None:
    """Delete a type with its events; refused while a scan writes into it."""
    types.delete(session, hooks, principal, project, types.found(session, branch, type_id))


@router.get("/{type_id}/fields")
def listed_fields(session: SessionDep, branch: ReadBranch, type_id: uuid.UUID) -> list[FieldOut]:
    return fields.listed(session, types.found(session, branch, type_id).id)


@router.post("/{type_id}/fields", status_code=201)
def create_field(
    session: SessionDep,
    principal: PrincipalDep,
    project: EditProject,
    branch: WriteBranch,
    *,
    type_id: EditedType,
    wanted: FieldCreate,
) -> FieldOut:
    kind = types.found(session, branch, type_id)
    return fields.create(session, principal, project, kind, [wanted])[0]


@router.post("/{type_id}/fields/bulk", status_code=201)
def create_fields(
    session: SessionDep,
    principal: PrincipalDep,
    project: EditProject,
    branch: WriteBranch,
    *,
    type_id: EditedType,
    wanted: FieldsCreate,
) -> list[FieldOut]:
    """All or none."""
    kind = types.found(session, branch, type_id)
    return fields.create(session, principal, project, kind, wanted.fields)


@router.patch("/{type_id}/fields/reorder")
def reorder_fields(
    session: SessionDep,
    principal: PrincipalDep,
    project: EditProject,
    branch: WriteBranch,
    *,
    type_id: EditedType,
    wanted: FieldOrder,
) -> list[FieldOut]:
    """Every field of the type, in its new order."""
    kind = types.found(session, branch, type_id)
    return fields.reorder(session, principal, project, kind, wanted.field_ids)


@router.patch("/{type_id}/fields/{field_id}")
def update_field(
    session: SessionDep,
    principal: PrincipalDep,
    project: EditProject,
    branch: WriteBranch,
    *,
    type_id: EditedType,
    field_id: EditedField,
    wanted: FieldUpdate,
) -> FieldOut:
    """Change the members sent; the name stays."""
    kind = types.found(session, branch, type_id)
    return fields.update(session, principal, project, kind, field_id=field_id, wanted=wanted)


@router.get("/{type_id}/fields/{field_id}/deletion")
def field_deletion(session: SessionDep, field_id: EditedField) -> Losses:
    """What deleting the field takes along."""
    return fields.losses(session, field_id)


@router.delete("/{type_id}/fields/{field_id}", status_code=204)
def delete_field(
    session: SessionDep,
    principal: PrincipalDep,
    project: EditProject,
    branch: WriteBranch,
    *,
    type_id: EditedType,
    field_id: EditedField,
) -> None:
    """Delete a field with its values on all events."""
    fields.delete(session, principal, project, types.found(session, branch, type_id), field_id)
