"""Who has a role of their own in a project, whatever the organisation's default says."""

import uuid
from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tripl.features.access.service import can_be_shut_out
from tripl.features.audit import service as audit
from tripl.features.projects import repository
from tripl.features.projects.repository import AnyRow
from tripl.features.projects.schemas import MemberCreate, MemberRole
from tripl.kit.errors import Conflict, Invalid, NotFound
from tripl.kit.principal import Principal, ProjectContext

ALREADY = "This person is already a member of the project; change their role instead"
OUTSIDE = "This person is not a member of the organization; invite them first"
SEES_ALL = "An owner or admin sees every project; make them a member of the organization first"


def members(session: Session, context: ProjectContext) -> Sequence[AnyRow]:
    return repository.roster(session, context.id)


def require_member(session: Session, context: ProjectContext, user_id: uuid.UUID) -> AnyRow:
    """Raises NotFound for somebody without a row."""
    found = repository.member(session, context.id, user_id)
    if found is None:
        raise NotFound("Member not found")
    return found


def add_member(session: Session, principal: Principal, context: ProjectContext, wanted: MemberCreate) -> AnyRow:
    """Raises NotFound, Invalid for somebody who cannot have that row, Conflict for a second one."""
    _require_fitting(session, context, wanted.user_id, wanted.role)
    if repository.member(session, context.id, wanted.user_id) is not None:
        raise Conflict(ALREADY)
    try:
        repository.add_member(session, context.id, wanted.user_id, wanted.role)
    except IntegrityError as error:
        raise Conflict(ALREADY) from error
    added = require_member(session, context, wanted.user_id)
    _record(session, principal, context, "project.member_add", added, role=wanted.role)
    return added


def update_member(
    session: Session, principal: Principal, context: ProjectContext, user_id: uuid.UUID, role: MemberRole
) -> AnyRow:
    """Raises Invalid where an owner or admin would lose sight."""
    before = require_member(session, context, user_id)
    _require_fitting(session, context, user_id, role)
    if before.role == role:
        return before
    repository.set_member_role(session, context.id, user_id, role)
    _record(session, principal, context, "project.member_update", before, before=before.role, after=role)
    return require_member(session, context, user_id)


def remove_member(session: Session, principal: Principal, context: ProjectContext, user_id: uuid.UUID) -> None:
    """The organisation's default holds for them from now on."""
    before = require_member(session, context, user_id)
    repository.remove_member(session, context.id, user_id)
    _record(session, principal, context, "project.member_remove", before, role=before.role)


def forget_member(session: Session, organization_id: uuid.UUID, user_id: uuid.UUID) -> None:
    """Listens to who leaves the organisation."""
    repository.forget_member(session, organization_id, user_id)


def _require_fitting(session: Session, context: ProjectContext, user_id: uuid.UUID, role: MemberRole) -> None:
    """Raises NotFound for nobody and Invalid for a row that could not count."""
    found = repository.person(session, context.organization_id, user_id)
    if found is None:
        raise NotFound("User not found")
    if found.role is None:
        raise Invalid(OUTSIDE, "user_id")
    if role == "none" and not can_be_shut_out(found.role):
        raise Invalid(SEES_ALL, "role")


def _record(
    session: Session, principal: Principal, context: ProjectContext, action: str, member: AnyRow, **payload: str
) -> None:
    audit.record(
        session,
        principal,
        action=action,
        target_type="user",
        target_id=member.user_id,
        target_name=member.email,
        project=context,
        payload=payload,
    )
