"""Who did what."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from tripl.models.base import Base, Id, short


class AuditEntry(Base):
    """Names are copied, so that an entry outlives what it speaks of."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_recent", "organization_id", "created_at"),
        Index("ix_audit_entries_project", "project_id", "created_at"),
    )

    id: Mapped[Id]
    organization_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organizations.id", ondelete="SET NULL"))
    """None once the organisation is gone; what was done stays."""
    user_id: Mapped[uuid.UUID | None]
    user_email: Mapped[str] = mapped_column(server_default="")
    project_id: Mapped[uuid.UUID | None]
    project_slug: Mapped[str] = mapped_column(server_default="")
    branch_id: Mapped[uuid.UUID | None]
    branch_name: Mapped[str] = mapped_column(server_default="")
    action: Mapped[str] = mapped_column(short(64))
    target_type: Mapped[str] = mapped_column(short(32))
    target_id: Mapped[uuid.UUID | None]
    target_name: Mapped[str] = mapped_column(server_default="")
    payload: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    created_at: Mapped[datetime]
