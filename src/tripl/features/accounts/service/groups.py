"""Groups: named sets of members, changed by owners and admins."""

import uuid
from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tripl.db.hearing import tell
from tripl.features.accounts import repository
from tripl.features.accounts.repository import AnyRow, groups
from tripl.features.accounts.schemas import GroupDetail, GroupMemberOut
from tripl.features.audit import service as audit
from tripl.kit.errors import Conflict, Invalid, NotFound
from tripl.kit.principal import Principal
from tripl.models.accounts import OrganizationGroup

TAKEN = "A group with this name already exists"
ALREADY = "This person is in the group already"
OUTSIDE = "This person is not a member of the organization; invite them first"


def list_groups(session: Session, principal: Principal) -> Sequence[AnyRow]:
    return groups.listed(session, principal.organization_id)


def require_group(session: Session, principal: Principal, group_id: uuid.UUID) -> OrganizationGroup:
    """Raises NotFound."""
    found = groups.one(session, principal.organization_id, group_id)
    if found is None:
        raise NotFound("Group not found")
    return found


def describe_group(session: Session, group: OrganizationGroup) -> GroupDetail:
    members = [GroupMemberOut.model_validate(row) for row in groups.members(session, group.id)]
    return GroupDetail(
        id=group.id,
        name=group.name,
        member_count=len(members),
        created_at=group.created_at,
        updated_at=group.updated_at,
        members=members,
    )


def create_group(session: Session, principal: Principal, name: str) -> OrganizationGroup:
    """Raises Conflict for a name that is taken, whatever its case."""
    _require_free(session, principal, name)
    group = OrganizationGroup(organization_id=principal.organization_id, name=name)
    try:
        groups.add(session, group)
    except IntegrityError as error:
        raise Conflict(TAKEN) from error
    session.refresh(group)
    _record(session, principal, "create", group)
    return group


def rename_group(session: Session, principal: Principal, group: OrganizationGroup, name: str) -> None:
    """Raises Conflict for a name that is taken, whatever its case."""
    if group.name == name:
        return
    _require_free(session, principal, name, but=group.id)
    before, group.name = group.name, name
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict(TAKEN) from error
    session.refresh(group)
    _record(session, principal, "update", group, before=before, after=name)


def delete_group(session: Session, principal: Principal, group: OrganizationGroup) -> None:
    _record(session, principal, "delete", group)
    groups.remove(session, group)


def add_to_group(
    session: Session, principal: Principal, group: OrganizationGroup, user_id: uuid.UUID
) -> GroupMemberOut:
    """Raises Invalid for somebody outside the organisation, Conflict for a second time."""
    if repository.roster_item(session, principal.organization_id, user_id) is None:
        raise Invalid(OUTSIDE, "user_id")
    if _member(session, group, user_id) is not None:
        raise Conflict(ALREADY)
    try:
        groups.add_member(session, group, user_id)
    except IntegrityError as error:
        raise Conflict(ALREADY) from error
    added = require_in_group(session, group, user_id)
    _record(session, principal, "member_add", group, user_id=str(user_id), email=added.email)
    return added


def require_in_group(session: Session, group: OrganizationGroup, user_id: uuid.UUID) -> GroupMemberOut:
    """Raises NotFound."""
    found = _member(session, group, user_id)
    if found is None:
        raise NotFound("Member not found")
    return found


def remove_from_group(session: Session, principal: Principal, group: OrganizationGroup, user_id: uuid.UUID) -> None:
    """Raises NotFound."""
    gone = require_in_group(session, group, user_id)
    groups.remove_member(session, group.id, user_id)
    _record(session, principal, "member_remove", group, user_id=str(user_id), email=gone.email)


def _member(session: Session, group: OrganizationGroup, user_id: uuid.UUID) -> GroupMemberOut | None:
    rows = (GroupMemberOut.model_validate(row) for row in groups.members(session, group.id))
    return next((row for row in rows if row.user_id == user_id), None)


def _require_free(session: Session, principal: Principal, name: str, but: uuid.UUID | None = None) -> None:
    if groups.name_taken(session, principal.organization_id, name, but):
        raise Conflict(TAKEN)


def _record(session: Session, principal: Principal, what: str, group: OrganizationGroup, **payload: str) -> None:
    tell(session, "group_changed", organization_id=group.organization_id, group_id=group.id, what=what)
    audit.record(
        session,
        principal,
        action=f"org.group.{what}",
        target_type="group",
        target_id=group.id,
        target_name=group.name,
        payload=payload,
    )
