"""Deliveries on the wire."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

DeliveryStatus = Literal["pending", "sent", "failed"]


@dataclass(frozen=True, slots=True)
class DeliveryFilter:
    """Which deliveries; None means any."""

    statuses: tuple[str, ...] = ()
    channel: str | None = None
    destination_id: uuid.UUID | None = None
    rule_id: uuid.UUID | None = None
    scan_config_id: uuid.UUID | None = None
    correlation_group_id: uuid.UUID | None = None
    ungrouped: bool = False
    date_from: datetime | None = None
    date_to: datetime | None = None
    """Exclusive."""


class DeliveryOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    project_id: uuid.UUID
    scan_config_id: uuid.UUID
    scan_job_id: uuid.UUID | None
    destination_id: uuid.UUID
    rule_id: uuid.UUID
    destination_name: str
    rule_name: str
    scan_name: str
    status: DeliveryStatus
    channel: str
    matched_count: int
    payload_snapshot: dict[str, Any] | None
    error_message: str | None
    attempts: int
    next_attempt_at: datetime | None
    is_local: bool
    is_simulated: bool
    created_at: datetime
    updated_at: datetime
    sent_at: datetime | None


class PlanDigest(BaseModel):
    """The digest of a week to one destination."""

    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    destination_id: uuid.UUID
    destination_name: str
    channel: str
    week: date = Field(validation_alias="digest_week", description="The Monday that ends it")
    status: DeliveryStatus
    error_message: str | None
    created_at: datetime
    sent_at: datetime | None


class DeliveryItemOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    delivery_id: uuid.UUID
    scope_type: str
    scope_ref: str
    scope_name: str
    event_type_id: uuid.UUID | None
    event_id: uuid.UUID | None
    bucket: datetime
    direction: str
    actual_count: float
    expected_count: float
    absolute_delta: float
    percent_delta: float | None
    details_path: str | None
    monitoring_path: str | None
    drift_field: str | None
    drift_type: str | None
    sample_value: str | None
    correlation_group_id: uuid.UUID | None


class DeliveryDetail(DeliveryOut):
    items: list[DeliveryItemOut]
