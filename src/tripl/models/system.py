"""What the installation knows about itself: schema history, workers, finished periodic jobs."""

from datetime import datetime

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
