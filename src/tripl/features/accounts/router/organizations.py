"""Organisations: what an owner sets for everyone in one, and who is in it."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Path

from tripl.edge.deps import (
    OWNER_REQUIRED,
    InteractiveDep,
    OperatorDep,
    OwnerSessionDep,
    PersonDep,
    SessionDep,
    policy,
)
from tripl.edge.paging import Offset
from tripl.features.access.service import may_end_organization
from tripl.features.accounts import service
from tripl.features.accounts.hooks import AccountHooks
from tripl.features.accounts.router.people import Most
from tripl.features.accounts.schemas import (
    OrganizationCreate,
    OrganizationDeletion,
    OrganizationOut,
    OrganizationUpdate,
    OwnershipTransfer,
    RoleChange,
    UserListItem,
)
from tripl.features.losses.schemas import Losses
from tripl.kit.errors import Forbidden, NotFound
from tripl.kit.principal import Principal

router = APIRouter(prefix="/orgs", tags=["organizations"])
HooksDep = Annotated[AccountHooks, Depends(policy(AccountHooks))]
Org = Annotated[str, Path(description="Organization slug")]


def _own(principal: Principal, org: str) -> Principal:
    if org != principal.organization_slug:
        raise NotFound("Organization not found")
    return principal


def insider(principal: InteractiveDep, org: Org) -> Principal:
    """A person of that organisation, in a browser."""
    return _own(principal, org)


def owner(principal: OwnerSessionDep, org: Org) -> Principal:
    """An owner or admin of that organisation, in a browser."""
    return _own(principal, org)


InsiderDep = Annotated[Principal, Depends(insider)]
OwnerDep = Annotated[Principal, Depends(owner)]


def ender(principal: OwnerDep) -> Principal:
    """Somebody who may give the organisation away, or end it."""
    if not may_end_organization(principal.org_role):
        raise Forbidden(OWNER_REQUIRED)
    return principal


EnderDep = Annotated[Principal, Depends(ender)]


def member_of(session: SessionDep, principal: OwnerDep, user_id: uuid.UUID) -> uuid.UUID:
    """An unknown person is 404 before the body is looked at."""
    return service.require_member(session, principal, user_id)


MemberDep = Annotated[uuid.UUID, Depends(member_of)]


@router.post("", status_code=201)
def create(session: SessionDep, principal: OperatorDep, wanted: OrganizationCreate) -> OrganizationOut:
    """A platform admin makes one and owns it."""
    return OrganizationOut.model_validate(service.create_organization(session, principal, wanted))


@router.get("")
def list_mine(session: SessionDep, principal: PersonDep) -> list[OrganizationOut]:
    return [OrganizationOut.model_validate(row) for row in service.organizations(session, principal)]


@router.get("/{org}")
def read(session: SessionDep, principal: InsiderDep) -> OrganizationOut:
    return OrganizationOut.model_validate(service.organization(session, principal))


@router.patch("/{org}")
def update(session: SessionDep, principal: OwnerDep, wanted: OrganizationUpdate) -> OrganizationOut:
    """Rename it, or change what its members may do in projects where they have no role of their own."""
    return OrganizationOut.model_validate(service.update_organization(session, principal, wanted))


@router.get("/{org}/deletion")
def deletion(session: SessionDep, principal: EnderDep) -> Losses:
    """What `DELETE` takes along."""
    return service.losses(session, principal)


@router.delete("/{org}", status_code=202)
def delete(session: SessionDep, principal: EnderDep, wanted: OrganizationDeletion) -> None:
    """Hidden from everybody at once; what is in it goes in the background. Never the default one."""
    service.delete_organization(session, principal, wanted.confirm_slug)


@router.post("/{org}/transfer-ownership")
def transfer_ownership(session: SessionDep, principal: EnderDep, wanted: OwnershipTransfer) -> UserListItem:
    """Another member becomes an owner, and whoever asks an admin."""
    return UserListItem.model_validate(service.transfer_ownership(session, principal, wanted.user_id))


@router.get("/{org}/members")
def list_members(
    session: SessionDep, principal: InsiderDep, limit: Most = 200, offset: Offset = 0
) -> list[UserListItem]:
    rows = service.roster(session, principal, limit=limit, offset=offset)
    return [UserListItem.model_validate(row) for row in rows]


@router.patch("/{org}/members/{user_id}")
def change_role(session: SessionDep, principal: OwnerDep, user_id: MemberDep, change: RoleChange) -> UserListItem:
    return UserListItem.model_validate(service.change_role(session, principal, user_id, change.role))


@router.delete("/{org}/members/{user_id}", status_code=204)
def remove_member(session: SessionDep, hooks: HooksDep, principal: OwnerDep, user_id: MemberDep) -> None:
    """Out of the organisation and all its projects, at once; the account itself stays."""
    service.remove_member(session, hooks, principal, user_id)
