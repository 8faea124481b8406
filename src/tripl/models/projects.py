"""Projects and who may do what in them."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tripl.models.base import Base, Id, Stamped, short


class Project(Stamped, Base):
    __tablename__ = "projects"
    __table_args__ = (UniqueConstraint("organization_id", "slug"), UniqueConstraint("id", "organization_id"))

    id: Mapped[Id]
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(short(255))
    name: Mapped[str] = mapped_column(short(255))
    description: Mapped[str] = mapped_column(server_default="")
    timezone: Mapped[str] = mapped_column(short(64), server_default="UTC")
    created_by_user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    is_demo: Mapped[bool] = mapped_column(server_default="false")
    generation_status: Mapped[str] = mapped_column(short(16), server_default="ready")
    generation_stage: Mapped[str | None]
    generation_error: Mapped[str | None]
    demo_seeded_at: Mapped[datetime | None]
    demo_last_tick_at: Mapped[datetime | None]
    demo_opened_at: Mapped[datetime | None]
    """When somebody last looked at the demo, give or take some minutes."""
    demo_recipe_version: Mapped[str | None]
    app_version_keep_releases: Mapped[int] = mapped_column(server_default="5")


class ProjectMember(Base):
    __tablename__ = "project_members"
    __table_args__ = (CheckConstraint("role in ('none', 'viewer', 'editor')", "role"),)

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(short(16))
    added_at: Mapped[datetime]
