"""The people of an organisation and their roles."""

import uuid
from collections.abc import Sequence

from sqlalchemy.orm import Session

from tripl.features.access.service import loses_ownership, may_change_role
from tripl.features.accounts import repository
from tripl.features.accounts.repository import AnyRow
from tripl.features.audit import service as audit
from tripl.kit.errors import Forbidden, Impossible, NotFound
from tripl.kit.principal import OrgRole, Principal


def roster(session: Session, principal: Principal, *, limit: int, offset: int) -> Sequence[AnyRow]:
    return repository.roster(session, principal.organization_id, limit=limit, offset=offset)


def require_member(session: Session, principal: Principal, user_id: uuid.UUID) -> uuid.UUID:
    """The same id; raises NotFound for someone outside the organisation."""
    _item(session, principal, user_id)
    return user_id


def change_role(session: Session, principal: Principal, user_id: uuid.UUID, wanted: OrgRole) -> AnyRow:
    """Raises NotFound, Forbidden for an admin who touches an owner, Impossible for the last owner."""
    repository.lock_roster(session)
    before = _item(session, principal, user_id)
    if not may_change_role(principal.org_role, before.role, wanted):
        raise Forbidden("Only an owner makes, changes or removes owners")
    if loses_ownership(before.role, wanted) and repository.owners(session, principal.organization_id) == 1:
        raise Impossible("The last owner cannot give up the role; make another owner first")
    if before.role == wanted:
        return before
    repository.set_role(session, principal.organization_id, user_id, wanted)
    audit.record(
        session,
        principal,
        action="user.role_update",
        target_type="user",
        target_id=user_id,
        target_name=before.email,
        payload={"before": before.role, "after": wanted},
    )
    return _item(session, principal, user_id)


def _item(session: Session, principal: Principal, user_id: uuid.UUID) -> AnyRow:
    found = repository.roster_item(session, principal.organization_id, user_id)
    if found is None:
        raise NotFound("User not found")
    return found
