"""Signing in and out. Only an HMAC of the token is stored: a dump of the table opens nothing."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from tripl.features.access.service import runs_the_instance
from tripl.features.accounts import repository
from tripl.features.accounts.repository import AnyRow
from tripl.features.accounts.schemas import AccountPolicy, AuthUser, Credentials, Membership
from tripl.features.accounts.service import passwords
from tripl.kit.clock import utcnow
from tripl.kit.crypto import keyed_digest, random_token
from tripl.kit.errors import Unauthenticated
from tripl.kit.principal import Principal
from tripl.models.accounts import User, UserSession

WRONG = "Invalid email or password"


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
    if found is None:
        raise Unauthenticated("This account belongs to no organization; ask an owner for an invitation")
    principal = principal_of(found)
    return SignedIn(_auth_user(session, user, principal), principal, token)


def logout(session: Session, policy: AccountPolicy, token: str) -> None:
    repository.drop_session(session, keyed_digest(policy.secret_key, token))


def principal_of(row: AnyRow) -> Principal:
    """A person in a browser, from the columns of WHO."""
    user_id, email, name, organization_id, slug, role, *_ = row
    return Principal(user_id, email, name, organization_id, slug, role)


def acting_for(session: Session, user_id: uuid.UUID) -> Principal | None:
    """The person behind work that goes on after their request; None when the account is gone."""
    row = repository.who(session, user_id)
    return principal_of(row) if row is not None else None


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
        is_platform_admin=runs_the_instance(principal.org_role),
    )
