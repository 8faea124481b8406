"""Groups of an organisation: read by its members, changed by owners and admins."""

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Depends

from tripl.edge.deps import SessionDep
from tripl.features.accounts import service
from tripl.features.accounts.router.organizations import InsiderDep, OwnerDep
from tripl.features.accounts.schemas import GroupDetail, GroupMemberAdd, GroupMemberOut, GroupName, GroupOut

router = APIRouter(prefix="/orgs/{org}/groups", tags=["groups"])


def group_of(session: SessionDep, principal: OwnerDep, group_id: uuid.UUID) -> Any:
    """An unknown group is 404 before the body is looked at."""
    return service.require_group(session, principal, group_id)


GroupDep = Annotated[Any, Depends(group_of)]


@router.get("")
def list_groups(session: SessionDep, principal: InsiderDep) -> list[GroupOut]:
    return [GroupOut.model_validate(row) for row in service.list_groups(session, principal)]


@router.post("", status_code=201)
def create_group(session: SessionDep, principal: OwnerDep, wanted: GroupName) -> GroupDetail:
    return service.describe_group(session, service.create_group(session, principal, wanted.name))


@router.get("/{group_id}")
def read_group(session: SessionDep, principal: InsiderDep, group_id: uuid.UUID) -> GroupDetail:
    return service.describe_group(session, service.require_group(session, principal, group_id))


@router.patch("/{group_id}")
def rename_group(session: SessionDep, principal: OwnerDep, group: GroupDep, wanted: GroupName) -> GroupDetail:
    service.rename_group(session, principal, group, wanted.name)
    return service.describe_group(session, group)


@router.delete("/{group_id}", status_code=204)
def delete_group(session: SessionDep, principal: OwnerDep, group: GroupDep) -> None:
    """Its members stay in the organisation."""
    service.delete_group(session, principal, group)


@router.post("/{group_id}/members", status_code=201)
def add_to_group(session: SessionDep, principal: OwnerDep, group: GroupDep, wanted: GroupMemberAdd) -> GroupMemberOut:
    return service.add_to_group(session, principal, group, wanted.user_id)


@router.delete("/{group_id}/members/{user_id}", status_code=204)
def remove_from_group(session: SessionDep, principal: OwnerDep, group: GroupDep, user_id: uuid.UUID) -> None:
    service.remove_from_group(session, principal, group, user_id)
