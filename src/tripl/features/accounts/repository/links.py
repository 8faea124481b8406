"""SQL of links that let somebody in once: password resets and invitations. Only digests of their tokens are stored."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from tripl.features.accounts.repository import STANDS, AnyRow
from tripl.models.accounts import (
    EmailVerification,
    Invitation,
    Organization,
    OrganizationMember,
    PasswordReset,
    User,
)


def add_reset(session: Session, reset: PasswordReset) -> None:
    """Those of the same person that have expired go."""
    session.execute(
        delete(PasswordReset).where(
            PasswordReset.user_id == reset.user_id, PasswordReset.expires_at <= reset.created_at
        )
    )
    session.add(reset)
    session.flush()


def usable_reset(session: Session, digest: str, now: datetime) -> uuid.UUID | None:
    """The person it is for."""
    return session.scalar(
        select(PasswordReset.user_id).where(
            PasswordReset.token_digest == digest, PasswordReset.used_at.is_(None), PasswordReset.expires_at > now
        )
    )


def use_reset(session: Session, digest: str, now: datetime) -> bool:
    """Whether this call is the one that used it; the person's other links go."""
    user_id = session.scalar(
        update(PasswordReset)
        .where(PasswordReset.token_digest == digest, PasswordReset.used_at.is_(None), PasswordReset.expires_at > now)
        .values(used_at=now)
        .returning(PasswordReset.user_id)
    )
    session.execute(delete(PasswordReset).where(PasswordReset.user_id == user_id, PasswordReset.used_at.is_(None)))
    return user_id is not None


def drop_reset(session: Session, digest: str) -> None:
    session.execute(delete(PasswordReset).where(PasswordReset.token_digest == digest))


def add_verification(session: Session, verification: EmailVerification) -> None:
    """The earlier one of the person dies."""
    session.execute(delete(EmailVerification).where(EmailVerification.user_id == verification.user_id))
    session.add(verification)
    session.flush()


def use_verification(session: Session, user_id: uuid.UUID, digest: str, now: datetime) -> bool:
    """Whether that link was theirs and good; it is gone then."""
    taken = delete(EmailVerification).where(
        EmailVerification.user_id == user_id,
        EmailVerification.token_digest == digest,
        EmailVerification.expires_at > now,
    )
    return session.scalar(taken.returning(EmailVerification.id)) is not None


def drop_verification(session: Session, digest: str) -> None:
    session.execute(delete(EmailVerification).where(EmailVerification.token_digest == digest))


def add_invitation(session: Session, invitation: Invitation) -> None:
    """The earlier one for the same address dies."""
    session.execute(
        delete(Invitation).where(
            Invitation.organization_id == invitation.organization_id, Invitation.email == invitation.email
        )
    )
    session.add(invitation)
    session.flush()


def invitations(session: Session, organization_id: uuid.UUID, now: datetime) -> Sequence[Invitation]:
    """Those that can be accepted, newest first."""
    return session.scalars(
        select(Invitation)
        .where(Invitation.organization_id == organization_id, Invitation.expires_at > now)
        .order_by(Invitation.created_at.desc(), Invitation.id)
    ).all()


def invitation(session: Session, invitation_id: uuid.UUID) -> Invitation | None:
    return session.get(Invitation, invitation_id)


def usable_invitation(session: Session, digest: str, now: datetime) -> AnyRow | None:
    """(invitation, name of the organisation)."""
    return session.execute(
        select(Invitation, Organization.name)
        .join(Organization, Organization.id == Invitation.organization_id)
        .where(Invitation.token_digest == digest, Invitation.expires_at > now, STANDS)
    ).one_or_none()


def drop_invitation(session: Session, invitation_id: uuid.UUID) -> bool:
    """Whether this call is the one that took it."""
    taken = delete(Invitation).where(Invitation.id == invitation_id).returning(Invitation.id)
    return session.scalar(taken) is not None


def drop_invitations_by(session: Session, organization_id: uuid.UUID, user_id: uuid.UUID, roles: Sequence[str]) -> None:
    """Those that a person issued for any of the roles."""
    session.execute(
        delete(Invitation).where(
            Invitation.organization_id == organization_id,
            Invitation.invited_by_user_id == user_id,
            Invitation.role.in_(roles),
        )
    )


def forget_token(session: Session, invitation_id: uuid.UUID) -> None:
    session.execute(update(Invitation).where(Invitation.id == invitation_id).values(token_to_mail=None))


def is_member(session: Session, organization_id: uuid.UUID, email: str) -> bool:
    found = (
        select(User.id)
        .join(OrganizationMember, OrganizationMember.user_id == User.id)
        .where(OrganizationMember.organization_id == organization_id, User.email == email)
    )
    return session.scalar(found) is not None


def join(session: Session, organization_id: uuid.UUID, user_id: uuid.UUID, role: str) -> None:
    session.add(OrganizationMember(organization_id=organization_id, user_id=user_id, role=role))
    session.flush()
