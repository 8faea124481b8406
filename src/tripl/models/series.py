"""Counts over time in chunks of 128 buckets, and the coverage that tells zero from missing."""

import uuid

from sqlalchemy import ARRAY, CheckConstraint, Double, ForeignKey, Index, SmallInteger, UniqueConstraint
from sqlalchemy import Identity as Generated
from sqlalchemy.orm import Mapped, mapped_column

from tripl.models.base import Base, short

CHUNK = 128
"""Buckets a chunk; array positions count from 1."""


class MetricSeries(Base):
    """One series. `column` and `value` name a breakdown slice, `is_other` its folded rest."""

    __tablename__ = "metric_series"
    __table_args__ = (
        UniqueConstraint(
            "project_id",
            "scan_config_id",
            "metric_id",
            "scope_type",
            "scope_id",
            "column",
            "value",
            "is_other",
            "interval",
            name="uq_metric_series_key",
            postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint("(scan_config_id is null) <> (metric_id is null)", "one_owner"),
        Index("ix_metric_series_scan", "scan_config_id", "scope_type", "scope_id"),
        Index("ix_metric_series_scope", "scope_id"),
    )

    id: Mapped[int] = mapped_column(Generated(), primary_key=True)
    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    scan_config_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("scan_configs.id", ondelete="CASCADE"))
    metric_id: Mapped[uuid.UUID | None]
    scope_type: Mapped[str] = mapped_column(short(16))
    """project_total, event_type, event"""
    scope_id: Mapped[uuid.UUID | None]
    """Event or event type; null for the total."""
    column: Mapped[str | None]
    value: Mapped[str | None]
    is_other: Mapped[bool] = mapped_column(server_default="false")
    interval: Mapped[str] = mapped_column(short(4))


class MetricChunk(Base):
    """Sealed: 128 values that change only by replay."""

    __tablename__ = "metric_chunks"
    __table_args__ = ({"postgresql_with": {"fillfactor": 100}},)

    series_id: Mapped[int] = mapped_column(ForeignKey("metric_series.id", ondelete="CASCADE"), primary_key=True)
    chunk_no: Mapped[int] = mapped_column(primary_key=True)
    vals: Mapped[list[float | None]] = mapped_column(ARRAY(Double))


class MetricTail(Base):
    """Open: the chunk that the newest buckets fall into; half-filled pages keep its updates in place."""

    __tablename__ = "metric_tail"
    __table_args__ = ({"postgresql_with": {"fillfactor": 50}},)

    series_id: Mapped[int] = mapped_column(ForeignKey("metric_series.id", ondelete="CASCADE"), primary_key=True)
    chunk_no: Mapped[int] = mapped_column(primary_key=True)
    vals: Mapped[list[float | None]] = mapped_column(ARRAY(Double))


class ScanCoverage(Base):
    """State of each bucket of a scan: null not collected, 1 collected, 2 missing, 3 late."""

    __tablename__ = "scan_coverage"

    scan_config_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("scan_configs.id", ondelete="CASCADE"), primary_key=True
    )
    interval: Mapped[str] = mapped_column(short(4), primary_key=True)
    chunk_no: Mapped[int] = mapped_column(primary_key=True)
    states: Mapped[list[int | None]] = mapped_column(ARRAY(SmallInteger))
