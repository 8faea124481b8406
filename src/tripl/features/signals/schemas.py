"""Settings of detection, findings on their way, and signals as the API speaks them."""

import uuid
from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from tripl.kit.clock import INTERVALS
from tripl.kit.instant import Instant

Direction = Literal["spike", "drop"]
VolumeScope = Literal["project_total", "event_type", "event"]


class SettingsOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    project_id: uuid.UUID
    anomaly_detection_enabled: bool
    detect_project_total: bool
    detect_event_types: bool
    detect_events: bool
    detect_metrics: bool
    baseline_window_buckets: int
    min_history_buckets: int
    sigma_threshold: float
    min_expected_count: int
    recent_signal_window_hours: int
    anomaly_ingestion_settling_minutes: int
    created_at: datetime
    updated_at: datetime


class SettingsUpdate(BaseModel):
    """Any subset; no member can be cleared."""

    anomaly_detection_enabled: bool | None = None
    detect_project_total: bool | None = None
    detect_event_types: bool | None = None
    detect_events: bool | None = None
    detect_metrics: bool | None = None
    baseline_window_buckets: Annotated[int, Field(ge=1, le=10_000)] | None = None
    min_history_buckets: Annotated[int, Field(ge=1, le=10_000)] | None = None
    sigma_threshold: Annotated[float, Field(ge=0.1, le=1000)] | None = None
    min_expected_count: Annotated[int, Field(ge=0, le=2_000_000_000)] | None = None
    recent_signal_window_hours: Annotated[int, Field(ge=1, le=720)] | None = None
    anomaly_ingestion_settling_minutes: Annotated[int, Field(ge=0, le=1440)] | None = None


@dataclass(frozen=True, slots=True)
class DetectReport:
    """What one pass changed. `scored` counts series."""

    scored: int = 0
    added: int = 0
    closed: int = 0
    withheld: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open finding that alert rules look at."""

    anomaly_id: uuid.UUID
    scan_config_id: uuid.UUID
    scope_type: str
    scope_ref: str
    scope_name: str | None
    event_id: uuid.UUID | None
    event_type_id: uuid.UUID | None
    bucket: datetime
    direction: str
    actual_count: float
    expected_count: float
    score: float
    lower: float
    upper: float
    open: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding about to be stored."""

    scope_type: str
    scope_ref: str
    event_id: uuid.UUID | None
    event_type_id: uuid.UUID | None
    bucket: datetime
    last_bucket: datetime
    actual_count: float
    expected_count: float
    lower: float
    upper: float
    stddev: float
    score: float
    direction: Direction
    detector_kind: str
    open: bool


class Scope(NamedTuple):
    scope_type: str
    scope_ref: str


class SignalOut(BaseModel):
    scope_type: str
    scope_ref: str
    scope_name: str | None
    scan_config_id: uuid.UUID | None
    event_id: uuid.UUID | None
    event_type_id: uuid.UUID | None
    state: str
    bucket: datetime
    actual_count: float
    expected_count: float
    stddev: float
    z_score: float
    direction: Direction
    unit: str | None = None
    detected_at: datetime | None
    relative_effect: float | None
    anomaly_id: uuid.UUID | None
    incident_child: bool
    incident_id: uuid.UUID | None = None
    incident_status: str | None = None
    acknowledged_at: datetime | None = None
    expected: bool = False
    muted: bool = False
    hidden: bool = False
    expected_note: str | None = None
    muted_until: datetime | None = None
    owners: list[dict[str, str]] = []
    lower: float
    upper: float
    interval: str | None
    sentence: str


class PastFindings(BaseModel):
    """The strongest findings that are not open any more, out of `total`."""

    items: list[SignalOut]
    total: int


class SignalQuery(BaseModel):
    event_ids: Annotated[list[uuid.UUID], Field(max_length=10_000)] = []
    expanded: bool = False


class SeriesScope(BaseModel):
    scope_type: VolumeScope
    scope_ref: Annotated[str, Field(min_length=1, max_length=64)]
    bucket: Instant
    scan_config_id: uuid.UUID | None = None


class SeriesRequest(BaseModel):
    scopes: Annotated[list[SeriesScope], Field(max_length=500)]


class CountAt(BaseModel):
    bucket: datetime
    count: float


class SignalSeries(BaseModel):
    scan_config_id: uuid.UUID | None
    scope_type: str
    scope_ref: str
    bucket: datetime
    interval: str | None
    data: list[CountAt]


class ResetRequest(BaseModel):
    """Findings with `after` <= bucket < `before`; a bound that is left out is none."""

    after: Instant | None = None
    before: Instant | None = None
    dry_run: bool = False


class ResetCounts(BaseModel):
    dry_run: bool
    anomalies: int


def freshness(interval: str | None, hours: float) -> timedelta:
    """How long a finding counts as current: the window, but never less than three buckets."""
    return max(timedelta(hours=hours), 3 * INTERVALS[interval or "1h"])


def wider(row: Scope, type_ref: str | None, held: Container[Scope], total_ref: str) -> bool:
    """Whether a total or type that deviates alike contains this scope."""
    if row.scope_type == "project_total":
        return False
    if Scope("project_total", total_ref) in held:
        return True
    return row.scope_type == "event" and type_ref is not None and Scope("event_type", type_ref) in held
