"""A monitor: a rule seen live."""

import uuid
from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from tripl.features.alerts.schemas.deliveries import DeliveryStatus
from tripl.kit.instant import Instant

MonitorStatus = Literal["firing", "warning", "healthy"]


class ScopeReadiness(BaseModel):
    variable_value_drift: bool
    distribution_drift: bool


class Monitor(BaseModel):
    rule_id: uuid.UUID
    rule_name: str
    destination_id: uuid.UUID
    destination_name: str
    destination_type: str
    enabled: bool
    status: MonitorStatus
    active_scope_count: int
    firing_scope_count: int
    last_anomaly_at: datetime | None
    last_notified_at: datetime | None
    notify_on_spike: bool
    notify_on_drop: bool
    min_percent_delta: float
    min_expected_count: float
    cooldown_minutes: int
    muted: bool
    muted_until: datetime | None


class MonitorsSummary(BaseModel):
    monitors: list[Monitor]
    firing_count: int
    warning_count: int
    healthy_count: int
    total: int
    scope_readiness: ScopeReadiness


class FiringScope(BaseModel):
    scan_config_id: uuid.UUID | None
    scope_type: str
    scope_ref: str
    scope_name: str | None
    event_id: uuid.UUID | None
    direction: str | None
    last_anomaly_bucket: datetime
    last_notified_at: datetime | None


class MonitorDetail(Monitor):
    rule_enabled: bool
    destination_enabled: bool
    scan_config_id: uuid.UUID | None
    scan_name: str | None
    include_project_total: bool
    include_event_types: bool
    include_events: bool
    include_schema_drifts: bool
    include_variable_value_drifts: bool
    include_distribution_drifts: bool
    include_metrics: bool
    include_release_regressions: bool
    total_deliveries: int
    last_delivery_at: datetime | None
    last_delivery_status: DeliveryStatus | None
    scope_readiness: ScopeReadiness
    firing_scopes: list[FiringScope]


class MuteIn(BaseModel):
    muted_until: Instant
