"""Files that people drop, until and after they feed a project."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from tripl.models.base import Base, Id, Stamped, short


class DroppedFile(Stamped, Base):
    __tablename__ = "files"
    __table_args__ = (Index("ix_files_newest", "organization_id", "created_at"),)

    id: Mapped[Id]
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(short(255))
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    format: Mapped[str] = mapped_column(short(16))
    gzipped: Mapped[bool] = mapped_column(server_default="false")
    path: Mapped[str]
    """Of the original bytes."""
    owned: Mapped[bool] = mapped_column(server_default="true")
    """The bytes were dropped and are ours; a file named on disk is left alone."""
    status: Mapped[str] = mapped_column(short(16), server_default="uploaded")
    """uploaded, loading, loaded, failed, cancelled"""
    stage: Mapped[str | None] = mapped_column(short(16))
    progress: Mapped[float] = mapped_column(server_default="0")
    loaded_rows: Mapped[int | None] = mapped_column(BigInteger)
    rejected_rows: Mapped[int | None] = mapped_column(BigInteger)
    blank_lines: Mapped[int | None] = mapped_column(BigInteger)
    comment_lines: Mapped[int | None] = mapped_column(BigInteger)
    error: Mapped[str | None]
    choices: Mapped[dict[str, Any] | None]
    """What the person chose, with our guesses for the rest."""
    project_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("projects.id", ondelete="SET NULL"), index=True)
    project_made: Mapped[bool] = mapped_column(server_default="false")
    """The project was made for this file and goes when the file cannot be loaded."""
    data_source_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("data_sources.id", ondelete="SET NULL"))
    scan_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("scan_configs.id", ondelete="SET NULL"))
    job_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("scan_jobs.id", ondelete="SET NULL"))
    data_from: Mapped[datetime | None]
    data_to: Mapped[datetime | None]
    requested_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    fence: Mapped[int] = mapped_column(BigInteger, server_default="0")
    attempts: Mapped[int] = mapped_column(server_default="0")
    holder: Mapped[str | None]
    heartbeat_at: Mapped[datetime | None]
    """When the loading worker was last heard of; null while nobody loads."""
