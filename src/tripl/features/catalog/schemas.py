"""Events as the API speaks them."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import BaseModel

EventStatus = Literal["draft", "in_review", "ready_for_dev", "implemented", "live", "deprecated", "archived"]
Order = Literal["catalog", "volume"]


@dataclass(frozen=True, slots=True)
class EventFilter:
    """No status means every one but archived."""

    event_type_id: uuid.UUID | None = None
    search: str | None = None
    statuses: tuple[str, ...] = ()
    tag: str | None = None
    field_value: str | None = None
    meta_value: str | None = None
    silent_since_days: int | None = None
    reviewed: bool | None = None
    has_open_questions: bool | None = None
    order_by: Order = "catalog"


class TagOut(BaseModel):
    id: uuid.UUID
    name: str


class VariableValueOut(BaseModel):
    id: uuid.UUID
    variable_id: uuid.UUID
    variable_name: str
    source_column: str
    value_kind: Literal["low", "high"]
    values: list[str]
    observed_count: int
    updated_at: datetime
    excluded_from_scans: bool


class FieldValueOut(BaseModel):
    id: uuid.UUID
    field_definition_id: uuid.UUID
    value: str
    is_authored: bool
    variable_values: list[VariableValueOut] = []


class MetaValueOut(BaseModel):
    id: uuid.UUID
    meta_field_definition_id: uuid.UUID
    value: str


class EventBase(BaseModel):
    id: uuid.UUID
    project_id: uuid.UUID
    event_type_id: uuid.UUID
    name: str
    title: str
    description: str
    order: int
    status: EventStatus
    reviewed: bool
    source_name: str | None
    owner_id: uuid.UUID | None
    sunset_at: datetime | None
    first_seen_at: datetime | None
    last_seen_at: datetime | None
    drift_count: int
    tags: list[TagOut]
    field_values: list[FieldValueOut]
    meta_values: list[MetaValueOut]
    metric_breakdown_columns: list[str]
    created_at: datetime
    updated_at: datetime


class EventListItem(EventBase):
    open_question_count: int
    monitored: bool
    lifecycle_warning: bool


class TypeOfEvent(BaseModel):
    id: uuid.UUID
    name: str
    display_name: str
    color: str


class EventOut(EventBase):
    event_type: TypeOfEvent
    branch_id: uuid.UUID | None
    main_event_id: uuid.UUID | None
    superseded_by_event_id: uuid.UUID | None
    lifecycle_findings: list[str]
