"""The people of an organisation and their roles."""

import uuid
from collections.abc import Sequence

from sqlalchemy.orm import Session

from tripl.db.hearing import tell
from tripl.features.access.service import loses_ownership, may_change_role, uninvitable
from tripl.features.accounts import repository
from tripl.features.accounts.hooks import AccountHooks
from tripl.features.accounts.repository import AnyRow, links
from tripl.features.accounts.service.sessions import principal_of
from tripl.features.audit import service as audit
from tripl.kit.errors import Forbidden, Impossible, NotFound
from tripl.kit.principal import OrgRole, Principal

OWNERS_BUSINESS = "Only an owner makes, changes or removes owners"
LAST_ADMIN = "The last platform admin cannot give that up; make another one first"


def roster(session: Session, principal: Principal, *, limit: int, offset: int) -> Sequence[AnyRow]:
    return repository.roster(session, principal.organization_id, limit=limit, offset=offset)


def require_member(session: Session, principal: Principal, user_id: uuid.UUID) -> uuid.UUID:
    """The same id; raises NotFound for someone outside the organisation."""
    require_item(session, principal, user_id)
    return user_id


def change_role(session: Session, principal: Principal, user_id: uuid.UUID, wanted: OrgRole) -> AnyRow:
    """Raises NotFound, Forbidden for an admin who touches an owner, Impossible for the last owner."""
    repository.lock_roster(session)
    before = require_item(session, principal, user_id)
    if not may_change_role(principal.org_role, before.role, wanted):
        raise Forbidden(OWNERS_BUSINESS)
    if loses_ownership(before.role, wanted):
        _keep_another_owner(session, principal.organization_id)
    if before.role == wanted:
        return before
    repository.set_role(session, principal.organization_id, user_id, wanted)
    links.drop_invitations_by(session, principal.organization_id, user_id, uninvitable(wanted))
    if loses_ownership(before.role, wanted):
        tell(session, "owner_demoted", organization_id=principal.organization_id, user_id=user_id)
    audit.record(
        session,
        principal,
        action="org.member_role_update",
        target_type="user",
        target_id=user_id,
        target_name=before.email,
        payload={"before": before.role, "after": wanted},
    )
    return require_item(session, principal, user_id)


def remove_member(session: Session, hooks: AccountHooks, principal: Principal, user_id: uuid.UUID) -> None:
    """Out of the organisation, its projects included; their sessions open nothing any more.

    Raises NotFound, Forbidden for an admin who touches an owner, Impossible for the last owner.
    """
    repository.lock_roster(session)
    before = require_item(session, principal, user_id)
    if not may_change_role(principal.org_role, before.role, "member"):
        raise Forbidden(OWNERS_BUSINESS)
    if loses_ownership(before.role, None):
        _keep_another_owner(session, principal.organization_id)
    hooks.announce_member_removed(session, principal.organization_id, user_id)
    tell(session, "member_removed", organization_id=principal.organization_id, user_id=user_id)
    links.drop_invitations_by(session, principal.organization_id, user_id, uninvitable("member"))
    repository.remove_member(session, principal.organization_id, user_id)
    audit.record(
        session,
        principal,
        action="org.member_remove",
        target_type="user",
        target_id=user_id,
        target_name=before.email,
        payload={"role": before.role},
    )


def transfer_ownership(session: Session, principal: Principal, user_id: uuid.UUID) -> AnyRow:
    """Another member becomes an owner in one's place, who is an admin from then on; raises NotFound, Impossible."""
    repository.lock_roster(session)
    heir = require_item(session, principal, user_id)
    if user_id == principal.user_id:
        raise Impossible("You are the owner already; choose another member")
    repository.set_role(session, principal.organization_id, user_id, "owner")
    repository.set_role(session, principal.organization_id, principal.user_id, "admin")
    links.drop_invitations_by(session, principal.organization_id, principal.user_id, uninvitable("admin"))
    tell(session, "owner_demoted", organization_id=principal.organization_id, user_id=principal.user_id)
    audit.record(
        session,
        principal,
        action="org.transfer_ownership",
        target_type="user",
        target_id=user_id,
        target_name=heir.email,
        payload={"from": principal.email, "to": heir.email},
    )
    return require_item(session, principal, user_id)


def keep_somebody(session: Session, principal: Principal) -> None:
    """Whoever asks may leave; raises Impossible for the last owner anywhere, and for the last platform admin."""
    for row in repository.who(session, principal.user_id):
        where = principal_of(row)
        if loses_ownership(where.org_role, None):
            _keep_another_owner(session, where.organization_id)
    if principal.is_platform_admin and len(repository.platform_admins(session)) == 1:
        raise Impossible(LAST_ADMIN)


def _keep_another_owner(session: Session, organization_id: uuid.UUID) -> None:
    if repository.owners(session, organization_id) == 1:
        raise Impossible("The last owner cannot give up the role; make another owner first")


def require_item(session: Session, principal: Principal, user_id: uuid.UUID) -> AnyRow:
    """Their row in the roster; raises NotFound."""
    found = repository.roster_item(session, principal.organization_id, user_id)
    if found is None:
        raise NotFound("User not found")
    return found
