"""Signing in and out. Only an HMAC of the token is stored: a dump of the table opens nothing."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from sqlalchemy.orm import Session

from tripl.features.accounts import repository
from tripl.features.accounts.repository import AnyRow
from tripl.features.accounts.schemas import (
    AccountPolicy,
    AuthUser,
    Credentials,
    Membership,
)
from tripl.features.accounts.service import passwords
from tripl.kit.clock import utcnow
from tripl.kit.crypto import keyed_digest, random_token
from tripl.kit.errors import Impossible, NotFound, Unauthenticated
from tripl.kit.principal import FIRST_ORGANIZATION, Principal
from tripl.models.accounts import User, UserSession

WHERE = 4
"""Place of the organisation's slug in WHO."""
WRONG = "Invalid email or password"


class Tenancy(Protocol):
    """Which kind of instance this is."""

    @property
    def hosted(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`token` goes into the cookie and is stored nowhere."""

    user: AuthUser
    principal: Principal
    token: str


def login(session: Session, policy: AccountPolicy, given: Credentials) -> SignedIn:
    """Check the password, open a session, prune this person's expired ones; raises Unauthenticated."""
    user = repository.user_by_email(session, given.email)
    if user is None:
        passwords.spend_the_same(policy, given.password)
        raise Unauthenticated(WRONG)
    if not passwords.matches(policy, given.password, user.password_hash):
        raise Unauthenticated(WRONG)
    if passwords.is_weak(policy, user.password_hash):
        repository.set_password(session, user.id, passwords.hash_password(policy, given.password))
    repository.drop_expired_sessions(session, user.id, utcnow())
    return open_session(session, policy, user)


def open_session(session: Session, policy: AccountPolicy, user: User) -> SignedIn:
    token, now = random_token(), utcnow()
    repository.add_session(
        session,
        UserSession(
            user_id=user.id,
            token_digest=keyed_digest(policy.secret_key, token),
            created_at=now,
            expires_at=now + timedelta(hours=policy.session_hours),
        ),
    )
    found = repository.who(session, user.id)
    if not found:
        raise Unauthenticated("This account belongs to no organization; ask an owner for an invitation")
    principal = principal_of(acting_in(policy, found, None, anywhere=True))
    return SignedIn(_auth_user(session, user, principal), principal, token)


def logout(session: Session, policy: AccountPolicy, token: str) -> None:
    repository.drop_session(session, keyed_digest(policy.secret_key, token))


def principal_of(row: AnyRow) -> Principal:
    """A person in a browser, from the columns of WHO."""
    user_id, email, name, organization_id, slug, role, platform_admin, verified, *_ = row
    return Principal(
        user_id,
        email,
        name,
        organization_id,
        slug,
        role,
        is_platform_admin=platform_admin,
        email_verified=verified,
    )


def acting_in(policy: Tenancy, rows: Sequence[AnyRow], asked: str | None, *, anywhere: bool) -> AnyRow:
    """Of somebody's organisations the one a request acts in: the one it names, else the one a short path means.

    That is the default one, else their only one; for what belongs to no organisation any of theirs will do.
    Raises NotFound for one that is not theirs, Impossible where it is not clear.
    """
    by_slug = {row[WHERE]: row for row in rows}
    if asked is not None:
        if asked not in by_slug:
            raise NotFound("Organization not found")
        return by_slug[asked]
    if not policy.hosted and FIRST_ORGANIZATION in by_slug:
        return by_slug[FIRST_ORGANIZATION]
    if len(rows) > 1 and not anywhere:
        raise Impossible("Organization required")
    return rows[0]


def acting_for(session: Session, user_id: uuid.UUID, organization_id: uuid.UUID | None = None) -> Principal | None:
    """The person behind work that goes on after their request; None when they are gone (from there)."""
    rows = repository.who(session, user_id, organization_id)
    return principal_of(rows[0]) if rows else None


def describe(session: Session, principal: Principal) -> AuthUser:
    """Who am I; raises Unauthenticated when the account is gone."""
    user = repository.user_by_id(session, principal.user_id)
    if user is None:
        raise Unauthenticated("This account is gone")
    return _auth_user(session, user, principal)


def _auth_user(session: Session, user: User, principal: Principal) -> AuthUser:
    rows = repository.memberships(session, user.id)
    return AuthUser(
        id=user.id,
        email=user.email,
        name=user.name,
        role=principal.org_role,
        created_at=user.created_at,
        updated_at=user.updated_at,
        org=principal.organization_slug,
        orgs=[Membership(slug=slug, name=name, role=role) for slug, name, role in rows],
        api_key_scope=principal.key_scope,
        has_password=user.has_password,
        is_platform_admin=principal.runs_the_instance,
        email_verified=user.email_verified,
    )
