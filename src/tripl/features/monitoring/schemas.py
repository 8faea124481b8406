"""Series as the API speaks them. A bucket that was not collected is absent from `data`."""

import uuid
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from tripl.features.signals.schemas import Direction, SignalOut
from tripl.kit.instant import Instant

MOST_EVENTS = 10_000
MOST_POINTS = 100_000


class CoverageOut(BaseModel):
    """Neighbouring buckets in one state; `from` inclusive, `to` exclusive."""

    since: datetime = Field(serialization_alias="from")
    to: datetime
    state: Literal["collected", "missing", "late"]


class Point(BaseModel):
    """One bucket. Expectation and band are null where the detector has no opinion or the bucket still settles."""

    bucket: datetime
    count: int
    expected_count: float | None = None
    stddev: float | None = None
    z_score: float | None = None
    is_anomaly: bool = False
    anomaly_direction: Direction | None = None
    baseline_expected: float | None = None
    baseline_stddev: float | None = None
    detector_kind: str | None = None
    lower: float | None = None
    upper: float | None = None
    settling: bool = False
    expected_stray: Direction | None = None
    """Where a deviation begins that an expected window covers: no finding, no signal, no alert."""


class Forecast(BaseModel):
    bucket: datetime
    expected_count: float
    stddev: float


class EventMetrics(BaseModel):
    scope: str
    event_id: uuid.UUID | None
    event_type_id: uuid.UUID | None
    scan_config_id: uuid.UUID | None
    scan_config_name: str | None
    interval: str | None
    data: list[Point]
    forecast: list[Forecast] = []
    latest_signal: SignalOut | None
    sigma_threshold: float
    min_expected_count: int
    week_total: float | None
    prior_week_total: float | None
    last_collected_at: datetime | None
    next_collection_at: datetime | None
    coverage: list[CoverageOut]
    as_of: datetime | None
    """End of the data of a static scan; its charts end there."""


class CountPoint(BaseModel):
    bucket: datetime
    count: int


class BreakdownSeries(BaseModel):
    """`breakdown_value` null is the warehouse's NULL; `is_other` the folded rest."""

    breakdown_value: str | None
    is_other: bool
    total_count: int
    data: list[CountPoint]
    parity_anomalies: list[dict[str, float]] = []


class Breakdowns(BaseModel):
    event_id: uuid.UUID
    columns: list[str]
    selected_column: str | None
    interval: str | None
    scan_config_id: uuid.UUID | None
    series: list[BreakdownSeries]
    coverage: list[CoverageOut]


class WindowRequest(BaseModel):
    event_ids: Annotated[list[uuid.UUID], Field(max_length=MOST_EVENTS)]
    time_from: Instant
    time_to: Instant


class WindowVolume(BaseModel):
    event_id: uuid.UUID
    total_count: int
    interval: str | None
    scan_config_id: uuid.UUID | None
    data: list[CountPoint]
