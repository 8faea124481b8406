"""Organisations, people, their sessions and API keys."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, func, true
from sqlalchemy.orm import Mapped, mapped_column

from tripl.db.encrypted import Encrypted
from tripl.models.base import Base, Id, Stamped, short


class Organization(Stamped, Base):
    __tablename__ = "organizations"
    __table_args__ = (CheckConstraint("default_project_role in ('none', 'viewer', 'editor')", "default_project_role"),)

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(short(255), unique=True)
    name: Mapped[str] = mapped_column(short(255))
    default_project_role: Mapped[str] = mapped_column(short(16), server_default="editor")
    deleting_since: Mapped[datetime | None]
    """Nobody gets in any more, and a job takes it apart."""


class User(Stamped, Base):
    __tablename__ = "users"

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(short(320), unique=True)
    """Lower case."""
    name: Mapped[str | None] = mapped_column(short(255))
    password_hash: Mapped[str]
    has_password: Mapped[bool] = mapped_column(server_default=true())
    """False: they came through a provider, and nobody knows what the hash was made of."""
    is_platform_admin: Mapped[bool] = mapped_column(server_default="false")
    """Looks after the instance; opens nothing inside an organisation."""
    email_verified: Mapped[bool] = mapped_column(server_default="true")
    """Only a hosted instance makes accounts that are not."""


class OrganizationMember(Stamped, Base):
    __tablename__ = "organization_members"
    __table_args__ = (CheckConstraint("role in ('owner', 'admin', 'member')", "role"),)

    organization_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("organizations.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(short(16))


class UserSession(Base):
    __tablename__ = "user_sessions"

    id: Mapped[Id]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    token_digest: Mapped[str] = mapped_column(short(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class SignInAttempt(Base):
    """A browser on its way to a provider and back; the row goes when it returns."""

    __tablename__ = "sign_in_attempts"

    id: Mapped[Id]
    provider: Mapped[str] = mapped_column(short(16))
    state_digest: Mapped[str] = mapped_column(short(64), unique=True)
    browser_digest: Mapped[str] = mapped_column(short(64))
    next: Mapped[str] = mapped_column(short(512))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class PasswordReset(Base):
    """A link that lets its holder choose a new password, once."""

    __tablename__ = "password_resets"

    id: Mapped[Id]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    token_digest: Mapped[str] = mapped_column(short(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class EmailVerification(Base):
    """A link that proves who reads the mail of an account; the newest one of a person is the only one."""

    __tablename__ = "email_verifications"

    id: Mapped[Id]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)
    token_digest: Mapped[str] = mapped_column(short(64), unique=True)
    expires_at: Mapped[datetime]


class OrganizationGroup(Stamped, Base):
    """A named set of members."""

    __tablename__ = "organization_groups"
    __table_args__ = (UniqueConstraint("id", "organization_id"),)

    id: Mapped[Id]
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(short(255))


Index("uq_organization_groups_name", OrganizationGroup.organization_id, func.lower(OrganizationGroup.name), unique=True)


class OrganizationGroupMember(Base):
    """Goes with the membership: nobody outside the organisation is in one of its groups."""

    __tablename__ = "organization_group_members"
    __table_args__ = (
        ForeignKeyConstraint(
            ["group_id", "organization_id"],
            ["organization_groups.id", "organization_groups.organization_id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["organization_id", "user_id"],
            ["organization_members.organization_id", "organization_members.user_id"],
            ondelete="CASCADE",
        ),
        Index("ix_organization_group_members_person", "organization_id", "user_id"),
    )

    group_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    organization_id: Mapped[uuid.UUID]
    added_at: Mapped[datetime]


class Invitation(Base):
    """A link that makes its holder a member; the row goes when it is accepted, revoked or replaced."""

    __tablename__ = "invitations"
    __table_args__ = (
        CheckConstraint("role in ('owner', 'admin', 'member')", "role"),
        UniqueConstraint("organization_id", "email"),
    )

    id: Mapped[Id]
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(short(320))
    role: Mapped[str] = mapped_column(short(16))
    token_digest: Mapped[str] = mapped_column(short(64), unique=True)
    token_to_mail: Mapped[str | None] = mapped_column(Encrypted, deferred=True)
    """Until the mail is out; read by nothing else, so that a lost key spoils nothing else."""
    invited_by_user_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class ApiKey(Base):
    __tablename__ = "api_keys"
    __table_args__ = (
        CheckConstraint("scope in ('read', 'write')", "scope"),
        ForeignKeyConstraint(
            ["project_id", "organization_id"],
            ["projects.id", "projects.organization_id"],
            ondelete="CASCADE",
            use_alter=True,
        ),
        Index("ix_api_keys_owner", "organization_id", "user_id"),
    )

    id: Mapped[Id]
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    project_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(short(100))
    scope: Mapped[str] = mapped_column(short(8))
    key_prefix: Mapped[str] = mapped_column(short(16))
    token_digest: Mapped[str] = mapped_column(short(64), unique=True)
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
