"""What the installation knows about itself: schema history, workers, finished periodic jobs, its usage report."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tripl.models.base import Base, Id, short


class SchemaHistory(Base):
    """Each revision reached and by which version; the newest row of a revision counts."""

    __tablename__ = "schema_history"

    id: Mapped[Id]
    revision: Mapped[str] = mapped_column(short(64), index=True)
    app_version: Mapped[str] = mapped_column(short(64))
    at: Mapped[datetime]


class WorkerHeartbeat(Base):
    __tablename__ = "worker_heartbeats"

    name: Mapped[str] = mapped_column(short(255), primary_key=True)
    slots: Mapped[int]
    at: Mapped[datetime]


class PeriodicJob(Base):
    """Due-ness of periodic work follows from when it was last completed, not from the broker."""

    __tablename__ = "periodic_jobs"

    name: Mapped[str] = mapped_column(short(64), primary_key=True)
    last_started_at: Mapped[datetime | None]
    last_completed_at: Mapped[datetime | None]


class UsageReport(Base):
    """One row at most: by what id this installation is known, and the last report that left."""

    __tablename__ = "usage_reports"
    __table_args__ = (CheckConstraint("is_only", name="is_only"),)

    is_only: Mapped[bool] = mapped_column(primary_key=True, default=True)
    instance_id: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4)
    document: Mapped[dict[str, Any] | None]
    at: Mapped[datetime | None]
    outcome: Mapped[str | None]
