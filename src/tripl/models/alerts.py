"""Destinations, rules, what fires, and what was sent."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tripl.db.encrypted import Encrypted
from tripl.models.base import Base, Id, Stamped, short


class AlertDestination(Stamped, Base):
    """`settings` are shown; `secrets` is encrypted JSON and never leaves."""

    __tablename__ = "alert_destinations"
    __table_args__ = (UniqueConstraint("project_id", "name"),)

    id: Mapped[Id]
    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    type: Mapped[str] = mapped_column(short(16))
    name: Mapped[str] = mapped_column(short(255))
    enabled: Mapped[bool] = mapped_column(server_default="true")
    delivery_schedule_cron: Mapped[str | None] = mapped_column(short(120))
    settings: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    secrets: Mapped[str | None] = mapped_column(Encrypted)


class AlertRule(Stamped, Base):
    __tablename__ = "alert_rules"

    id: Mapped[Id]
    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    destination_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("alert_destinations.id", ondelete="CASCADE"), index=True
    )
    scan_config_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("scan_configs.id", ondelete="SET NULL"), index=True
    )
    name: Mapped[str] = mapped_column(short(255))
    enabled: Mapped[bool] = mapped_column(server_default="true")
    include_project_total: Mapped[bool] = mapped_column(server_default="true")
    include_event_types: Mapped[bool] = mapped_column(server_default="true")
    include_events: Mapped[bool] = mapped_column(server_default="true")
    include_schema_drifts: Mapped[bool] = mapped_column(server_default="false")
    include_variable_value_drifts: Mapped[bool] = mapped_column(server_default="false")
    include_distribution_drifts: Mapped[bool] = mapped_column(server_default="false")
    include_metrics: Mapped[bool] = mapped_column(server_default="false")
    include_release_regressions: Mapped[bool] = mapped_column(server_default="false")
    notify_on_spike: Mapped[bool] = mapped_column(server_default="true")
    notify_on_drop: Mapped[bool] = mapped_column(server_default="true")
    min_percent_delta: Mapped[float] = mapped_column(server_default="30")
    min_absolute_delta: Mapped[float] = mapped_column(server_default="0")
    min_expected_count: Mapped[float] = mapped_column(server_default="0")
    cooldown_minutes: Mapped[int] = mapped_column(server_default="1440")
    filters: Mapped[list[dict[str, Any]]] = mapped_column(server_default="[]", default=list)
    message_format: Mapped[str | None] = mapped_column(short(32))
    message_template: Mapped[str | None]
    items_template: Mapped[str | None]
    ai_explanation_enabled: Mapped[bool] = mapped_column(server_default="false")
    muted_until: Mapped[datetime | None]


class AlertState(Base):
    """One scope of one rule in one direction: closed, or open since a bucket."""

    __tablename__ = "alert_states"
    __table_args__ = (
        UniqueConstraint("rule_id", "scan_config_id", "scope_type", "scope_ref", "direction"),
        Index("ix_alert_states_open", "project_id", "is_open"),
    )

    id: Mapped[Id]
    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    rule_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("alert_rules.id", ondelete="CASCADE"))
    scan_config_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("scan_configs.id", ondelete="CASCADE"), index=True)
    scope_type: Mapped[str] = mapped_column(short(16))
    scope_ref: Mapped[str] = mapped_column(short(64))
    direction: Mapped[str] = mapped_column(short(8))
    is_open: Mapped[bool] = mapped_column(server_default="true")
    opened_at: Mapped[datetime]
    last_anomaly_bucket: Mapped[datetime]
    last_message_bucket: Mapped[datetime | None]
    """Bucket of the newest finding a message was created for: the key of idempotence."""
    last_delivered_at: Mapped[datetime | None]
    incident_id: Mapped[uuid.UUID]


class AlertDelivery(Stamped, Base):
    """A message to one destination: of a rule about a scan, or the digest of a week."""

    __tablename__ = "alert_deliveries"
    __table_args__ = (
        Index("ix_alert_deliveries_recent", "project_id", "created_at"),
        Index("ix_alert_deliveries_waiting", "status", "next_attempt_at"),
        CheckConstraint("digest_week IS NOT NULL OR (rule_id IS NOT NULL AND scan_config_id IS NOT NULL)", "cause"),
        Index("uq_alert_deliveries_digest", "destination_id", "digest_week", unique=True),
    )

    id: Mapped[Id]
    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    scan_config_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("scan_configs.id", ondelete="CASCADE"), index=True
    )
    scan_job_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("scan_jobs.id", ondelete="SET NULL"), index=True)
    destination_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("alert_destinations.id", ondelete="CASCADE"), index=True
    )
    rule_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("alert_rules.id", ondelete="CASCADE"), index=True)
    digest_week: Mapped[date | None]
    """The Monday that ends it."""
    destination_name: Mapped[str]
    rule_name: Mapped[str]
    scan_name: Mapped[str]
    status: Mapped[str] = mapped_column(short(16), server_default="pending")
    channel: Mapped[str] = mapped_column(short(16))
    matched_count: Mapped[int]
    payload_snapshot: Mapped[dict[str, Any] | None]
    error_message: Mapped[str | None]
    error_permanent: Mapped[bool | None]
    attempts: Mapped[int] = mapped_column(server_default="0")
    claimed_at: Mapped[datetime | None]
    next_attempt_at: Mapped[datetime | None]
    is_local: Mapped[bool] = mapped_column(server_default="false")
    is_simulated: Mapped[bool] = mapped_column(server_default="false")
    sent_at: Mapped[datetime | None]


class AlertDeliveryItem(Base):
    __tablename__ = "alert_delivery_items"

    id: Mapped[Id]
    delivery_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("alert_deliveries.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(server_default="0")
    scope_type: Mapped[str] = mapped_column(short(16))
    scope_ref: Mapped[str] = mapped_column(short(64))
    scope_name: Mapped[str]
    event_type_id: Mapped[uuid.UUID | None]
    event_id: Mapped[uuid.UUID | None]
    bucket: Mapped[datetime]
    direction: Mapped[str] = mapped_column(short(8))
    actual_count: Mapped[float]
    expected_count: Mapped[float]
    absolute_delta: Mapped[float]
    percent_delta: Mapped[float | None]
    details_path: Mapped[str | None]
    monitoring_path: Mapped[str | None]
    drift_field: Mapped[str | None]
    drift_type: Mapped[str | None]
    sample_value: Mapped[str | None]
    correlation_group_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
