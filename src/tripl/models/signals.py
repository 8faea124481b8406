"""Detection settings and findings."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tripl.models.base import Base, Id, Stamped, Words, short


class AnomalySettings(Stamped, Base):
    __tablename__ = "anomaly_settings"

    id: Mapped[Id]
    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), unique=True)
    anomaly_detection_enabled: Mapped[bool] = mapped_column(server_default="false")
    detect_project_total: Mapped[bool] = mapped_column(server_default="true")
    detect_event_types: Mapped[bool] = mapped_column(server_default="true")
    detect_events: Mapped[bool] = mapped_column(server_default="true")
    detect_metrics: Mapped[bool] = mapped_column(server_default="true")
    baseline_window_buckets: Mapped[int] = mapped_column(server_default="14")
    min_history_buckets: Mapped[int] = mapped_column(server_default="7")
    sigma_threshold: Mapped[float] = mapped_column(server_default="4.0")
    min_expected_count: Mapped[int] = mapped_column(server_default="50")
    recent_signal_window_hours: Mapped[int] = mapped_column(server_default="24")
    anomaly_ingestion_settling_minutes: Mapped[int] = mapped_column(server_default="120")
    decided: Mapped[Words]
    """Members that a person has set or a first run has proposed; later proposals leave them alone."""


class Anomaly(Base):
    """One finding: what was seen, what was expected, and how sure we are. Open until the series is back."""

    __tablename__ = "anomalies"
    __table_args__ = (
        UniqueConstraint("scan_config_id", "scope_type", "scope_ref", "bucket"),
        Index("ix_anomalies_open", "project_id", "closed_at", "bucket"),
    )

    id: Mapped[Id]
    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    scan_config_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("scan_configs.id", ondelete="CASCADE"))
    scope_type: Mapped[str] = mapped_column(short(16))
    scope_ref: Mapped[str] = mapped_column(short(64))
    """Event or event type id; the scan's id for its total."""
    event_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    event_type_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("event_types.id", ondelete="CASCADE"), index=True
    )
    bucket: Mapped[datetime]
    last_bucket: Mapped[datetime]
    """Newest bucket that still supports the finding."""
    actual_count: Mapped[float]
    expected_count: Mapped[float]
    lower: Mapped[float]
    upper: Mapped[float]
    stddev: Mapped[float]
    score: Mapped[float]
    """Sigma units, unsigned."""
    direction: Mapped[str] = mapped_column(short(8))
    detector_kind: Mapped[str] = mapped_column(short(32))
    sigma_used: Mapped[float]
    min_expected_used: Mapped[float]
    settled: Mapped[bool] = mapped_column(server_default="true")
    detected_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
