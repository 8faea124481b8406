"""SQL of what belongs to one person: their sessions, what is stored of them, and its end."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tripl.features.accounts.repository import AnyRow
from tripl.models.accounts import ApiKey, Invitation, PasswordReset, SignInAttempt, User, UserSession
from tripl.models.projects import Project, ProjectMember


def sessions(session: Session, user_id: uuid.UUID, digest: str, now: datetime) -> Sequence[AnyRow]:
    """(id, created_at, expires_at, is_current) of those that still open the door, newest first."""
    return session.execute(
        select(
            UserSession.id,
            UserSession.created_at,
            UserSession.expires_at,
            (UserSession.token_digest == digest).label("is_current"),
        )
        .where(UserSession.user_id == user_id, UserSession.expires_at > now)
        .order_by(UserSession.created_at.desc(), UserSession.id)
    ).all()


def signed_in_since(session: Session, user_id: uuid.UUID, digest: str, since: datetime) -> bool:
    """Whether the session of that digest is no older."""
    found = select(UserSession.id).where(
        UserSession.user_id == user_id, UserSession.token_digest == digest, UserSession.created_at >= since
    )
    return session.scalar(found) is not None


def drop_session(session: Session, user_id: uuid.UUID, session_id: uuid.UUID) -> bool:
    """Whether it was there."""
    gone = delete(UserSession).where(UserSession.user_id == user_id, UserSession.id == session_id)
    return session.scalar(gone.returning(UserSession.id)) is not None


def drop_other_sessions(session: Session, user_id: uuid.UUID, digest: str) -> None:
    session.execute(delete(UserSession).where(UserSession.user_id == user_id, UserSession.token_digest != digest))


def drop_expired(session: Session, now: datetime) -> int:
    """Sessions, links of resets and ways to a provider that open nothing any more, of everybody; how many."""
    ended = session.scalars(delete(UserSession).where(UserSession.expires_at <= now).returning(UserSession.id)).all()
    links = session.scalars(
        delete(PasswordReset).where(PasswordReset.expires_at <= now).returning(PasswordReset.id)
    ).all()
    ways = session.scalars(
        delete(SignInAttempt).where(SignInAttempt.expires_at <= now).returning(SignInAttempt.id)
    ).all()
    return len(ended) + len(links) + len(ways)


def project_roles(session: Session, user_id: uuid.UUID) -> Sequence[AnyRow]:
    """(project_slug, role, added_at)."""
    return session.execute(
        select(Project.slug.label("project_slug"), ProjectMember.role, ProjectMember.added_at)
        .join(ProjectMember, ProjectMember.project_id == Project.id)
        .where(ProjectMember.user_id == user_id)
        .order_by(Project.slug)
    ).all()


def all_keys(session: Session, user_id: uuid.UUID) -> Sequence[ApiKey]:
    return session.scalars(select(ApiKey).where(ApiKey.user_id == user_id).order_by(ApiKey.created_at)).all()


def erase(session: Session, user_id: uuid.UUID, email: str) -> None:
    """The account with its sessions, keys, roles and links; what it made stays, made by nobody."""
    session.execute(delete(Invitation).where(Invitation.email == email))
    session.execute(delete(User).where(User.id == user_id))
