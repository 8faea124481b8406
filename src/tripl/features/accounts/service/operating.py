"""What the operator of the machine may do without signing in. Audited as such; the rules of roles hold."""

import uuid
from collections.abc import Sequence

from sqlalchemy.orm import Session

from tripl.features.accounts import repository
from tripl.features.accounts.repository import AnyRow
from tripl.features.accounts.schemas import AccountPolicy, NewPassword
from tripl.features.accounts.service.passwords import hash_password
from tripl.features.accounts.service.resets import mint, reset_path
from tripl.features.accounts.service.roster import LAST_ADMIN, change_role
from tripl.features.audit import service as audit
from tripl.kit.errors import Impossible, NotFound
from tripl.kit.principal import OrgRole, Principal
from tripl.models.accounts import User

OPERATOR, CALLED = uuid.UUID(int=0), "operator (command line)"
"""Nobody's account: who reaches the database may do everything anyway, and the log says that it was so."""


def everyone(session: Session) -> Sequence[AnyRow]:
    """(id, email, name, role, created at, organisation), the oldest first."""
    return repository.everyone(session)


def give_role(session: Session, email: str, wanted: OrgRole) -> AnyRow:
    """Raises NotFound for an unknown address, Impossible for the last owner."""
    user, operator = _operator(session, email)
    return change_role(session, operator, user.id, wanted)


def give_password(session: Session, policy: AccountPolicy, email: str, password: NewPassword) -> int:
    """Replace it and end the sessions that the old one opened, returning their number; raises NotFound."""
    user, operator = _operator(session, email)
    repository.set_password(session, user.id, hash_password(policy, password))
    ended = repository.drop_sessions(session, user.id)
    audit.record(
        session,
        operator,
        action="user.password_set",
        target_type="user",
        target_id=user.id,
        target_name=user.email,
        payload={"sessions_ended": ended},
    )
    return ended


def grant_platform_admin(session: Session, email: str) -> None:
    """The address counts as verified from now on. Raises NotFound for an unknown one."""
    repository.lock_roster(session)
    user, operator = _operator(session, email)
    repository.set_platform_admin(session, user.id, granted=True)
    repository.set_verified(session, user.id)
    _record(session, operator, "user.platform_admin_grant", user)


def revoke_platform_admin(session: Session, email: str) -> None:
    """Raises NotFound for an unknown address, Impossible for who is none and for the last one."""
    repository.lock_roster(session)
    user, operator = _operator(session, email)
    if not user.is_platform_admin:
        raise Impossible(f"{user.email} is no platform admin")
    if len(repository.platform_admins(session)) == 1:
        raise Impossible(LAST_ADMIN)
    repository.set_platform_admin(session, user.id, granted=False)
    _record(session, operator, "user.platform_admin_revoke", user)


def platform_admins(session: Session) -> Sequence[str]:
    """Their addresses."""
    return repository.platform_admins(session)


def make_reset_link(session: Session, policy: AccountPolicy, email: str) -> str:
    """A path, or an address where the instance knows its own; raises NotFound."""
    user, operator = _operator(session, email)
    token, _ = mint(session, policy, user.id)
    _record(session, operator, "user.password_reset_link", user)
    return f"{policy.base_url}{reset_path(token)}"


def _record(session: Session, operator: Principal, action: str, user: User) -> None:
    audit.record(session, operator, action=action, target_type="user", target_id=user.id, target_name=user.email)


def _operator(session: Session, email: str) -> tuple[User, Principal]:
    user = repository.user_by_email(session, email.strip().lower())
    found = repository.who(session, user.id) if user else None
    if user is None or not found:
        raise NotFound(f"no account has the address {email}")
    _, _, _, organization_id, slug, *_ = found[0]
    return user, Principal(OPERATOR, CALLED, None, organization_id, slug, "owner")
