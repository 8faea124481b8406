"""Organisations, people, their sessions and API keys."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from tripl.models.base import Base, Id, Stamped, short


class Organization(Stamped, Base):
    __tablename__ = "organizations"
    __table_args__ = (CheckConstraint("default_project_role in ('none', 'viewer', 'editor')", "default_project_role"),)

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(short(255), unique=True)
    name: Mapped[str] = mapped_column(short(255))
    default_project_role: Mapped[str] = mapped_column(short(16), server_default="editor")


class User(Stamped, Base):
    __tablename__ = "users"

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(short(320), unique=True)
    """Lower case."""
    name: Mapped[str | None] = mapped_column(short(255))
    password_hash: Mapped[str]


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


class ApiKey(Base):
    __tablename__ = "api_keys"
    __table_args__ = (
        CheckConstraint("scope in ('read', 'write')", "scope"),
        Index("ix_api_keys_owner", "organization_id", "user_id"),
    )

    id: Mapped[Id]
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    project_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("projects.id", ondelete="CASCADE", use_alter=True), index=True
    )
    name: Mapped[str] = mapped_column(short(100))
    scope: Mapped[str] = mapped_column(short(8))
    key_prefix: Mapped[str] = mapped_column(short(16))
    token_digest: Mapped[str] = mapped_column(short(64), unique=True)
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
