"""What a planner is given and what it answers. No session, no clock."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tripl.features.plan.schemas import CatalogChange
from tripl.features.scans.schemas.identity import Identity
from tripl.warehouses.base import Column

MOST_EVENTS = 10_000
"""Events a pass; it binds real runs and dry runs alike."""


@dataclass(frozen=True, slots=True)
class PlannerConfig:
    """The members of a scan, or of a draft, that decide what a pass finds."""

    base_query: str
    event_type_id: uuid.UUID | None = None
    event_type_column: str | None = None
    time_column: str | None = None
    interval: str | None = None
    event_name_format: str | None = None
    event_group_rules: Sequence[Mapping[str, Any]] = ()
    json_value_paths: Sequence[str] = ()
    metric_breakdown_columns: Sequence[str] = ()
    cardinality_threshold: int = 100
    app_version_column: str | None = None
    platform_column: str | None = None
    scan_lookback_hours: int | None = None


@dataclass(frozen=True, slots=True)
class ObservedColumn:
    """`distinct` is None where it was not counted; `sensitivity` is what sampled values look like."""

    column: Column
    distinct: int | None = None
    carried_data: bool = True
    sensitivity: str = "none"

    @property
    def name(self) -> str:
        return self.column.name


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that share the values of the identity columns."""

    values: tuple[str | None, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Busiest:
    """The most common non-null value of a column within a group, and how many values there were."""

    values: tuple[str | None, ...]
    column: str
    value: str
    count: int
    variants: int


@dataclass(frozen=True, slots=True)
class Observations:
    """All that one pass read. `combinations` and `total_rows` are those before the limit."""

    columns: tuple[ObservedColumn, ...]
    groups: tuple[Group, ...]
    busiest: tuple[Busiest, ...] = ()
    combinations: int = 0
    total_rows: int = 0
    complete: bool = True


@dataclass(frozen=True, slots=True)
class PlannedEvent:
    event_type: str
    source_name: str
    rows: int
    is_new: bool
    archived: bool
    grouped_by: str | None


@dataclass(frozen=True, slots=True)
class PlannedField:
    event_type: str
    name: str
    field_type: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class CatalogPlan:
    """The planner's answer: what to write, and what to say about it."""

    identity: Identity
    change: CatalogChange
    events: tuple[PlannedEvent, ...]
    """Busiest first."""
    fields: tuple[PlannedField, ...]
    templated: Mapping[str, int] = field(default_factory=dict)
    """Distinct values by templated column."""
    reserved: tuple[str, ...] = ()
    unmapped: tuple[str, ...] = ()
    varied: Mapping[str, int] = field(default_factory=dict)
    """Most values one event showed, by field where it was more than one."""
    threshold: int = 100
    max_events_reached: bool = False
    nameless_rows: int = 0
    archived_rows: int = 0
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CatalogReport:
    """What a catalog pass read, decided and wrote."""

    plan: CatalogPlan
    columns: tuple[Column, ...]
    window_from: datetime | None
    window_to: datetime | None
    newest_row_at: datetime | None
    as_of: datetime | None
    is_static: bool
    summary: dict[str, Any]
