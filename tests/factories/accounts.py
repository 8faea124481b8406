"""People, organisations, sessions and keys."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tripl.kit.clock import utcnow
from tripl.kit.crypto import keyed_digest, plain_digest, random_token
from tripl.models.accounts import (
    ApiKey,
    Organization,
    OrganizationGroup,
    OrganizationGroupMember,
    OrganizationMember,
    User,
    UserSession,
)


def word() -> str:
    return uuid.uuid4().hex[:8]


def make_organization(session: Session, slug: str = "default", **over: object) -> Organization:
    """The one of that slug, made when it is missing."""
    found = session.scalar(select(Organization).where(Organization.slug == slug))
    if found is None:
        found = Organization(slug=slug, name=slug.title(), **over)
        session.add(found)
        session.flush()
    return found


def make_user(session: Session, role: str = "member", organization: Organization | None = None, **over: object) -> User:
    """Cannot sign in with a password; see `make_session` and `make_key`. Default owners run the instance."""
    values = {
        "email": f"{word()}@example.com",
        "name": "Someone",
        "password_hash": "scrypt$16$8$1$AA==$AA==",
        "is_platform_admin": role == "owner" and organization is None,
        **over,
    }
    user = User(**values)
    session.add(user)
    session.flush()
    organization = organization or make_organization(session)
    session.add(OrganizationMember(organization_id=organization.id, user_id=user.id, role=role))
    session.flush()
    return user


def make_group(session: Session, organization: Organization, *members: User, name: str | None = None) -> Any:
    group = OrganizationGroup(organization_id=organization.id, name=name or word())
    session.add(group)
    session.flush()
    for user in members:
        made = {"group_id": group.id, "user_id": user.id, "organization_id": organization.id, "added_at": utcnow()}
        session.add(OrganizationGroupMember(**made))
    session.flush()
    return group


def make_session(session: Session, user: User, secret_key: str, expires_at: datetime | None = None) -> str:
    """The token for the cookie."""
    token, now = random_token(), utcnow()
    session.add(
        UserSession(
            user_id=user.id,
            token_digest=keyed_digest(secret_key, token),
            created_at=now,
            expires_at=expires_at or now + timedelta(hours=1),
        )
    )
    session.flush()
    return token


def make_key(
    session: Session,
    user: User,
    scope: str = "read",
    organization: Organization | None = None,
    project_id: uuid.UUID | None = None,
    **over: object,
) -> str:
    """The token for the Authorization header."""
    token = f"tk_{scope[0]}_{random_token()}"
    organization = organization or make_organization(session)
    values = {"created_at": utcnow(), "name": word(), **over}
    session.add(
        ApiKey(
            organization_id=organization.id,
            user_id=user.id,
            project_id=project_id,
            scope=scope,
            key_prefix=token[:12],
            token_digest=plain_digest(token),
            **values,
        )
    )
    session.flush()
    return token
