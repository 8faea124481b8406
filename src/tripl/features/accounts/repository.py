"""SQL of people, organisations, sessions and keys."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, func, or_, select, update
from sqlalchemy.orm import Session

from tripl.db.locks import lock
from tripl.models.accounts import ApiKey, Organization, OrganizationMember, User, UserSession

AnyRow = Row[*tuple[Any, ...]]
ROSTER = (User.id, User.email, User.name, OrganizationMember.role, User.created_at)
WHO = (User.id, User.email, User.name, Organization.id, Organization.slug, OrganizationMember.role)


def lock_roster(session: Session) -> None:
    """One at a time decides who is first and who may stop being an owner."""
    lock(session, "accounts-roster")


def has_users(session: Session) -> bool:
    return session.scalar(select(User.id).limit(1)) is not None


def user_by_email(session: Session, email: str) -> User | None:
    return session.scalar(select(User).where(User.email == email))


def user_by_id(session: Session, user_id: uuid.UUID) -> User | None:
    return session.get(User, user_id)


def default_organization(session: Session, slug: str, name: str) -> Organization:
    """The organisation of that slug, made when it is missing; call under `lock_roster`."""
    found = session.scalar(select(Organization).where(Organization.slug == slug))
    if found is None:
        found = Organization(slug=slug, name=name)
        session.add(found)
        session.flush()
    return found


def add_member(session: Session, user: User, organization: Organization, role: str) -> None:
    session.add(user)
    session.flush()
    session.add(OrganizationMember(organization_id=organization.id, user_id=user.id, role=role))
    session.flush()


def memberships(session: Session, user_id: uuid.UUID) -> Sequence[AnyRow]:
    """(slug, name, role) of each organisation, oldest membership first."""
    return session.execute(
        select(Organization.slug, Organization.name, OrganizationMember.role)
        .join(OrganizationMember, OrganizationMember.organization_id == Organization.id)
        .where(OrganizationMember.user_id == user_id)
        .order_by(OrganizationMember.created_at, Organization.slug)
    ).all()


def who(session: Session, user_id: uuid.UUID) -> AnyRow | None:
    """The columns of WHO for a person in their oldest organisation."""
    return session.execute(
        select(*WHO)
        .join(OrganizationMember, OrganizationMember.user_id == User.id)
        .join(Organization, Organization.id == OrganizationMember.organization_id)
        .where(User.id == user_id)
        .order_by(OrganizationMember.created_at, Organization.slug)
        .limit(1)
    ).one_or_none()


def roster(session: Session, organization_id: uuid.UUID, *, limit: int, offset: int) -> Sequence[AnyRow]:
    return session.execute(
        select(*ROSTER)
        .join(OrganizationMember, OrganizationMember.user_id == User.id)
        .where(OrganizationMember.organization_id == organization_id)
        .order_by(User.created_at, User.email)
        .limit(limit)
        .offset(offset)
    ).all()


def roster_item(session: Session, organization_id: uuid.UUID, user_id: uuid.UUID) -> AnyRow | None:
    return session.execute(
        select(*ROSTER)
        .join(OrganizationMember, OrganizationMember.user_id == User.id)
        .where(OrganizationMember.organization_id == organization_id, User.id == user_id)
    ).one_or_none()


def owners(session: Session, organization_id: uuid.UUID) -> int:
    found = select(func.count()).where(
        OrganizationMember.organization_id == organization_id, OrganizationMember.role == "owner"
    )
    return session.scalar(found) or 0


def set_role(session: Session, organization_id: uuid.UUID, user_id: uuid.UUID, role: str) -> None:
    session.execute(
        update(OrganizationMember)
        .where(OrganizationMember.organization_id == organization_id, OrganizationMember.user_id == user_id)
        .values(role=role)
    )


def set_password(session: Session, user_id: uuid.UUID, password_hash: str) -> None:
    session.execute(update(User).where(User.id == user_id).values(password_hash=password_hash))


def add_session(session: Session, opened: UserSession) -> None:
    session.add(opened)
    session.flush()


def by_session_digest(session: Session, digest: str) -> AnyRow | None:
    """The columns of WHO and `expires_at`."""
    return session.execute(
        select(*WHO, UserSession.expires_at)
        .join(UserSession, UserSession.user_id == User.id)
        .join(OrganizationMember, OrganizationMember.user_id == User.id)
        .join(Organization, Organization.id == OrganizationMember.organization_id)
        .where(UserSession.token_digest == digest)
        .order_by(OrganizationMember.created_at, Organization.slug)
        .limit(1)
    ).one_or_none()


def drop_session(session: Session, digest: str) -> None:
    session.execute(delete(UserSession).where(UserSession.token_digest == digest))


def drop_expired_sessions(session: Session, user_id: uuid.UUID, now: datetime) -> None:
    session.execute(delete(UserSession).where(UserSession.user_id == user_id, UserSession.expires_at <= now))


def by_key_digest(session: Session, digest: str, now: datetime) -> AnyRow | None:
    """The columns of WHO with those of the key; only while the key is neither revoked nor expired."""
    return session.execute(
        select(*WHO, ApiKey.id, ApiKey.scope, ApiKey.project_id, ApiKey.last_used_at)
        .join(ApiKey, ApiKey.user_id == User.id)
        .join(Organization, Organization.id == ApiKey.organization_id)
        .join(
            OrganizationMember,
            (OrganizationMember.user_id == User.id) & (OrganizationMember.organization_id == Organization.id),
        )
        .where(
            ApiKey.token_digest == digest,
            ApiKey.revoked_at.is_(None),
            or_(ApiKey.expires_at.is_(None), ApiKey.expires_at > now),
        )
    ).one_or_none()


def touch_key(session: Session, key_id: uuid.UUID, now: datetime, every: timedelta) -> None:
    """Note the use, unless it is fresh or another request is noting it now."""
    due = (
        select(ApiKey.id)
        .where(ApiKey.id == key_id, or_(ApiKey.last_used_at.is_(None), ApiKey.last_used_at <= now - every))
        .with_for_update(skip_locked=True)
    )
    session.execute(
        update(ApiKey).where(ApiKey.id.in_(due)).values(last_used_at=now).execution_options(synchronize_session=False)
    )


def add_key(session: Session, key: ApiKey) -> None:
    session.add(key)
    session.flush()


def keys(session: Session, organization_id: uuid.UUID, user_id: uuid.UUID) -> Sequence[ApiKey]:
    return session.scalars(
        select(ApiKey)
        .where(ApiKey.organization_id == organization_id, ApiKey.user_id == user_id)
        .order_by(ApiKey.created_at.desc(), ApiKey.id)
    ).all()


def own_key(session: Session, organization_id: uuid.UUID, user_id: uuid.UUID, key_id: uuid.UUID) -> ApiKey | None:
    return session.scalar(
        select(ApiKey)
        .where(ApiKey.organization_id == organization_id, ApiKey.user_id == user_id, ApiKey.id == key_id)
        .with_for_update()
    )
