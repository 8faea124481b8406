"""What people and machines note beside a series: moments, and windows in which odd numbers are expected."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from tripl.models.base import Base, Id, short


class Annotation(Base):
    __tablename__ = "annotations"
    __table_args__ = (
        Index("ix_annotations_project_id_bucket", "project_id", "bucket"),
        Index(
            "uq_annotations_release", "project_id", "label", unique=True, postgresql_where=text("source = 'release'")
        ),
        CheckConstraint("(scope_type IS NULL) = (scope_ref IS NULL)", name="scope"),
        CheckConstraint("expected_until > bucket", name="window"),
    )

    id: Mapped[Id]
    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    bucket: Mapped[datetime]
    expected_until: Mapped[datetime | None]
    """Exclusive end of an expected window; NULL for a moment."""
    label: Mapped[str] = mapped_column(short(200))
    description: Mapped[str | None]
    color: Mapped[str] = mapped_column(short(20))
    scope_type: Mapped[str | None] = mapped_column(short(16))
    scope_ref: Mapped[str | None] = mapped_column(short(120))
    """Event or event type id; for a total the id of its scan, or the project's for all of them. NULL: the project."""
    source: Mapped[str] = mapped_column(short(16), server_default="manual")
    url: Mapped[str | None] = mapped_column(short(500))
    created_by_user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
