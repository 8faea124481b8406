"""One's own account: password, sessions, a copy of everything, and its end."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

from tripl.features.accounts import repository
from tripl.features.accounts.repository import AnyRow, own
from tripl.features.accounts.schemas import (
    AccountPolicy,
    ApiKeyOut,
    OwnData,
    PasswordChange,
    ProjectRoleOut,
    SessionOut,
)
from tripl.features.accounts.service import passwords
from tripl.features.accounts.service.roster import keep_somebody
from tripl.features.accounts.service.sessions import describe
from tripl.features.audit import service as audit
from tripl.kit.clock import utcnow
from tripl.kit.crypto import keyed_digest
from tripl.kit.errors import Invalid, NotFound
from tripl.kit.principal import Principal

MOMENT = timedelta(minutes=10)
SIGN_IN_AGAIN = (
    "Your account has no password. Sign out, sign in again through your provider, and do this within ten minutes"
)


class Shown(NamedTuple):
    """What somebody gave as their password, in which member of the body."""

    password: str | None
    member: str


def sessions(session: Session, policy: AccountPolicy, principal: Principal, token: str) -> Sequence[AnyRow]:
    return own.sessions(session, principal.user_id, keyed_digest(policy.secret_key, token), utcnow())


def end_session(session: Session, principal: Principal, session_id: uuid.UUID) -> None:
    """Raises NotFound for other people's."""
    if not own.drop_session(session, principal.user_id, session_id):
        raise NotFound("Session not found")


def end_other_sessions(session: Session, policy: AccountPolicy, principal: Principal, token: str) -> None:
    own.drop_other_sessions(session, principal.user_id, keyed_digest(policy.secret_key, token))


def change_password(
    session: Session, policy: AccountPolicy, principal: Principal, token: str, given: PasswordChange
) -> None:
    """Every other session ends: whoever knew the old password is out. Raises Invalid for a wrong one."""
    _prove(session, policy, principal, token, Shown(given.current_password, "current_password"))
    repository.set_password(session, principal.user_id, passwords.hash_password(policy, given.new_password))
    end_other_sessions(session, policy, principal, token)
    audit.record(
        session,
        principal,
        action="user.password_change",
        target_type="user",
        target_id=principal.user_id,
        target_name=principal.email,
    )


def export(session: Session, policy: AccountPolicy, principal: Principal, token: str) -> OwnData:
    return OwnData(
        exported_at=utcnow(),
        account=describe(session, principal),
        project_roles=[ProjectRoleOut.model_validate(row) for row in own.project_roles(session, principal.user_id)],
        sessions=[SessionOut.model_validate(row) for row in sessions(session, policy, principal, token)],
        api_keys=[ApiKeyOut.model_validate(key) for key in own.all_keys(session, principal.user_id)],
        audit=audit.trail_of(session, principal.user_id),
    )


def forget_expired(session: Session, now: datetime) -> int:
    """Drop everybody's sessions and links of resets that open nothing any more; how many."""
    return own.drop_expired(session, now)


def delete_account(
    session: Session, policy: AccountPolicy, principal: Principal, token: str, password: str | None
) -> None:
    """For good: the trail keeps the id and loses name and address. Raises Invalid, Impossible for the last owner."""
    _prove(session, policy, principal, token, Shown(password, "password"))
    repository.lock_roster(session)
    keep_somebody(session, principal)
    audit.record(
        session,
        principal,
        action="user.delete",
        target_type="user",
        target_id=principal.user_id,
        target_name=principal.email,
    )
    audit.forget_person(session, principal.user_id, principal.email)
    own.erase(session, principal.user_id, principal.email)


def _prove(session: Session, policy: AccountPolicy, principal: Principal, token: str, shown: Shown) -> None:
    """By the password; by a sign-in of a moment ago where there is none. Raises Invalid, which says what to do."""
    user = repository.user_by_id(session, principal.user_id)
    if user is not None and not user.has_password:
        digest = keyed_digest(policy.secret_key, token)
        if not own.signed_in_since(session, user.id, digest, utcnow() - MOMENT):
            raise Invalid(SIGN_IN_AGAIN, shown.member)
        return
    if user is None or shown.password is None or not passwords.matches(policy, shown.password, user.password_hash):
        raise Invalid("This is not your password", shown.member)
