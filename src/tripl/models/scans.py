"""Scan configurations, their jobs and leases, and the probes that write nothing."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tripl.models.base import Base, Id, Stamped, Words, short


class ScanConfig(Stamped, Base):
    __tablename__ = "scan_configs"
    __table_args__ = (UniqueConstraint("data_source_id", "name"),)

    id: Mapped[Id]
    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    data_source_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("data_sources.id", ondelete="CASCADE"))
    event_type_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("event_types.id", ondelete="SET NULL"), index=True
    )
    name: Mapped[str] = mapped_column(short(255))
    base_query: Mapped[str]
    event_type_column: Mapped[str | None]
    time_column: Mapped[str | None]
    event_name_format: Mapped[str | None] = mapped_column(short(500))
    json_value_paths: Mapped[Words]
    event_group_rules: Mapped[list[dict[str, Any]]] = mapped_column(server_default="[]", default=list)
    metric_breakdown_columns: Mapped[Words]
    metric_breakdown_values_limit: Mapped[int | None]
    distribution_drift_fields: Mapped[Words]
    cardinality_threshold: Mapped[int] = mapped_column(server_default="100")
    interval: Mapped[str | None] = mapped_column(short(4))
    replay_chunk_interval: Mapped[str | None] = mapped_column(short(4))
    scan_lookback_hours: Mapped[int | None]
    scan_row_limit: Mapped[int | None]
    metrics_row_limit: Mapped[int | None]
    app_version_column: Mapped[str | None] = mapped_column(short(255))
    platform_column: Mapped[str | None] = mapped_column(short(255))
    app_version_prerelease_pattern: Mapped[str | None] = mapped_column(short(255))
    app_version_active_share_min: Mapped[float | None]

    is_static: Mapped[bool] = mapped_column(server_default="false")
    """Static data has its own clock: `as_of` is its now. Becomes false for ever when newer rows arrive."""
    as_of: Mapped[datetime | None]
    """End of the newest complete bucket of a static scan."""
    identity: Mapped[dict[str, Any] | None]
    """What the last catalog pass decided: identity columns, templated columns, type column."""
    collected_to: Mapped[datetime | None]
    """Exclusive end of the contiguous window collected so far."""
    last_event_at: Mapped[datetime | None]
    last_collection_at: Mapped[datetime | None]
    last_metrics_run_at: Mapped[datetime | None]
    failures_in_a_row: Mapped[int] = mapped_column(server_default="0")
    retry_after: Mapped[datetime | None]
    """Scheduled runs wait until then after repeated failures."""


class ScanJob(Stamped, Base):
    """One run. Its row carries the cursor of the chunk chain and the fencing number of the newest holder."""

    __tablename__ = "scan_jobs"
    __table_args__ = (
        Index("ix_scan_jobs_newest", "scan_config_id", "number"),
        Index("uq_scan_jobs_live", "scan_config_id", unique=True, postgresql_where="status in ('pending', 'running')"),
    )

    id: Mapped[Id]
    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    scan_config_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("scan_configs.id", ondelete="CASCADE"))
    mode: Mapped[str] = mapped_column(short(32))
    """catalog, metrics_collection, metrics_replay"""
    trigger: Mapped[str] = mapped_column(short(16))
    """manual, schedule"""
    status: Mapped[str] = mapped_column(short(16), server_default="pending")
    started_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    result_summary: Mapped[dict[str, Any] | None]
    error_message: Mapped[str | None]
    cancel_requested_at: Mapped[datetime | None]
    requested_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    cursor: Mapped[dict[str, Any] | None]
    fence: Mapped[int] = mapped_column(BigInteger, server_default="0")
    progressed_at: Mapped[datetime | None]
    number: Mapped[int] = mapped_column(BigInteger, Identity())
    """Which of two runs is newer: the clock of the server may go back between them."""


class ScanLease(Base):
    """Who works on a job now. A heartbeat older than the time-out makes it dead."""

    __tablename__ = "scan_leases"

    job_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("scan_jobs.id", ondelete="CASCADE"), primary_key=True)
    holder: Mapped[str]
    fence: Mapped[int] = mapped_column(BigInteger)
    heartbeat_at: Mapped[datetime]


class ScanProbe(Stamped, Base):
    """A preview or dry run: asked, answered, never written to the plan."""

    __tablename__ = "scan_probes"

    id: Mapped[Id]
    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(short(16))
    request: Mapped[dict[str, Any]]
    status: Mapped[str] = mapped_column(short(16), server_default="pending")
    started_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    result_summary: Mapped[dict[str, Any] | None]
    error_message: Mapped[str | None]
    requested_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
