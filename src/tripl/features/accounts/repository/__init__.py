"""SQL of people, organisations, sessions and keys."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, delete, func, or_, select, update
from sqlalchemy.orm import Session

from tripl.db.locks import lock
from tripl.models.accounts import ApiKey, Organization, OrganizationMember, User, UserSession

AnyRow = Row[*tuple[Any, ...]]
ROSTER = (User.id, User.email, User.name, OrganizationMember.role, User.created_at)
ORGANIZATION = (
    Organization.id,
    Organization.slug,
    Organization.name,
    Organization.default_project_role,
    OrganizationMember.role.label("my_role"),
    Organization.created_at,
)
WHO = (
    User.id,
    User.email,
    User.name,
    Organization.id,
    Organization.slug,
    OrganizationMember.role,
    User.is_platform_admin,
    User.email_verified,
)
STANDS = Organization.deleting_since.is_(None)
"""An organisation that is being deleted is there for nobody."""


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


def add_user(session: Session, user: User) -> None:
    session.add(user)
    session.flush()


def add_member(session: Session, user: User, organization: Organization, role: str) -> None:
    add_user(session, user)
    session.add(OrganizationMember(organization_id=organization.id, user_id=user.id, role=role))
    session.flush()


def memberships(session: Session, user_id: uuid.UUID) -> Sequence[AnyRow]:
    """(slug, name, role) of each organisation, oldest membership first."""
    return session.execute(
        select(Organization.slug, Organization.name, OrganizationMember.role)
        .join(OrganizationMember, OrganizationMember.organization_id == Organization.id)
        .where(OrganizationMember.user_id == user_id, STANDS)
        .order_by(OrganizationMember.created_at, Organization.slug)
    ).all()


def who(session: Session, user_id: uuid.UUID, organization_id: uuid.UUID | None = None) -> Sequence[AnyRow]:
    """The columns of WHO for a person in each organisation, oldest membership first; or in that one alone."""
    query = (
        select(*WHO)
        .join(OrganizationMember, OrganizationMember.user_id == User.id)
        .join(Organization, Organization.id == OrganizationMember.organization_id)
        .where(User.id == user_id, STANDS)
        .order_by(OrganizationMember.created_at, Organization.slug)
    )
    if organization_id is not None:
        query = query.where(Organization.id == organization_id)
    return session.execute(query).all()


def roster(session: Session, organization_id: uuid.UUID, *, limit: int, offset: int) -> Sequence[AnyRow]:
    return session.execute(
        select(*ROSTER)
        .join(OrganizationMember, OrganizationMember.user_id == User.id)
        .where(OrganizationMember.organization_id == organization_id)
        .order_by(User.created_at, User.email)
        .limit(limit)
        .offset(offset)
    ).all()


def everyone(session: Session) -> Sequence[AnyRow]:
    """The columns of ROSTER and the organisation's slug, of every membership there is."""
    return session.execute(
        select(*ROSTER, Organization.slug)
        .join(OrganizationMember, OrganizationMember.user_id == User.id)
        .join(Organization, Organization.id == OrganizationMember.organization_id)
        .order_by(Organization.slug, User.created_at, User.email)
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


def remove_member(session: Session, organization_id: uuid.UUID, user_id: uuid.UUID) -> None:
    """With their keys of the organisation; the account stays."""
    for owned in (ApiKey, OrganizationMember):
        session.execute(delete(owned).where(owned.organization_id == organization_id, owned.user_id == user_id))


def organizations(session: Session, user_id: uuid.UUID) -> Sequence[AnyRow]:
    """The columns of ORGANIZATION, oldest membership first."""
    return session.execute(_organizations(user_id)).all()


def organization(session: Session, user_id: uuid.UUID, slug: str) -> AnyRow | None:
    return session.execute(_organizations(user_id).where(Organization.slug == slug)).one_or_none()


def _organizations(user_id: uuid.UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(*ORGANIZATION)
        .join(OrganizationMember, OrganizationMember.organization_id == Organization.id)
        .where(OrganizationMember.user_id == user_id, STANDS)
        .order_by(OrganizationMember.created_at, Organization.slug)
    )


def update_organization(session: Session, organization_id: uuid.UUID, values: Mapping[str, Any]) -> None:
    session.execute(update(Organization).where(Organization.id == organization_id).values(**values))


def set_verified(session: Session, user_id: uuid.UUID) -> None:
    session.execute(update(User).where(User.id == user_id).values(email_verified=True))


def platform_admins(session: Session) -> Sequence[str]:
    """Their addresses."""
    return session.scalars(select(User.email).where(User.is_platform_admin).order_by(User.email)).all()


def set_platform_admin(session: Session, user_id: uuid.UUID, *, granted: bool) -> None:
    session.execute(update(User).where(User.id == user_id).values(is_platform_admin=granted))


def set_password(session: Session, user_id: uuid.UUID, password_hash: str) -> None:
    session.execute(update(User).where(User.id == user_id).values(password_hash=password_hash, has_password=True))


def add_session(session: Session, opened: UserSession) -> None:
    session.add(opened)
    session.flush()


def by_session_digest(session: Session, digest: str) -> Sequence[AnyRow]:
    """The columns of WHO and `expires_at`, a row an organisation of the person, oldest membership first."""
    return session.execute(
        select(*WHO, UserSession.expires_at)
        .join(UserSession, UserSession.user_id == User.id)
        .join(OrganizationMember, OrganizationMember.user_id == User.id)
        .join(Organization, Organization.id == OrganizationMember.organization_id)
        .where(UserSession.token_digest == digest, STANDS)
        .order_by(OrganizationMember.created_at, Organization.slug)
    ).all()


def drop_session(session: Session, digest: str) -> None:
    session.execute(delete(UserSession).where(UserSession.token_digest == digest))


def drop_sessions(session: Session, user_id: uuid.UUID) -> int:
    """All of a person; how many there were."""
    return len(
        session.scalars(delete(UserSession).where(UserSession.user_id == user_id).returning(UserSession.id)).all()
    )


def revoke_keys(session: Session, user_id: uuid.UUID, now: datetime) -> None:
    session.execute(update(ApiKey).where(ApiKey.user_id == user_id, ApiKey.revoked_at.is_(None)).values(revoked_at=now))


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
            STANDS,
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
