"""Scans and their runs as the API speaks them."""

import uuid
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from tripl.features.scans.schemas.jobs import JobStatus
from tripl.kit.instant import Instant

Interval = Literal["15m", "1h", "6h", "1d", "1w"]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]
Query = Annotated[str, Field(min_length=1, max_length=100_000)]
ColumnName = Annotated[str, Field(min_length=1, max_length=255)]
Format = Annotated[str, Field(min_length=1, max_length=500)]
Positive = Annotated[int, Field(ge=1, lt=2**31)]
Share = Annotated[float, Field(gt=0, lt=1)]


class RuleCondition(BaseModel):
    field: ColumnName
    pattern: Annotated[str, Field(min_length=1, max_length=500)]


class EventGroupRule(BaseModel):
    """All conditions must match; the first rule that does gives the name."""

    group_name: Annotated[str, Field(min_length=1, max_length=500)]
    conditions: Annotated[list[RuleCondition], Field(min_length=1, max_length=20)]


Rules = Annotated[list[EventGroupRule], Field(max_length=200)]


class ScanOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    data_source_id: uuid.UUID
    project_id: uuid.UUID
    event_type_id: uuid.UUID | None
    name: str
    base_query: str
    event_type_column: str | None
    time_column: str | None
    event_name_format: str | None
    json_value_paths: list[str]
    event_group_rules: list[EventGroupRule]
    metric_breakdown_columns: list[str]
    metric_breakdown_values_limit: int | None
    distribution_drift_fields: list[str]
    cardinality_threshold: int
    interval: Interval | None
    replay_chunk_interval: Interval | None
    scan_lookback_hours: int | None
    scan_row_limit: int | None
    metrics_row_limit: int | None
    app_version_column: str | None
    platform_column: str | None
    app_version_keep_releases: int | None = None
    app_version_prerelease_pattern: str | None
    app_version_active_share_min: float | None
    is_static: bool
    as_of: datetime | None
    last_event_at: datetime | None
    last_collection_at: datetime | None
    monitoring_enabled: bool
    created_at: datetime
    updated_at: datetime


class ScanDetail(ScanOut):
    last_metrics_run_at: datetime | None
    next_metrics_run_at: datetime | None


class _Settings(BaseModel):
    """Members of a scan that may be left out, and cleared."""

    event_type_id: uuid.UUID | None = None
    event_type_column: ColumnName | None = None
    time_column: ColumnName | None = None
    event_name_format: Format | None = None
    metric_breakdown_values_limit: Positive | None = None
    interval: Interval | None = None
    replay_chunk_interval: Interval | None = None
    scan_lookback_hours: Positive | None = None
    scan_row_limit: Positive | None = None
    metrics_row_limit: Positive | None = None
    app_version_column: ColumnName | None = None
    platform_column: ColumnName | None = None
    app_version_prerelease_pattern: ColumnName | None = None
    app_version_active_share_min: Share | None = None


class ScanCreate(_Settings):
    """`is_static` left out: files are static, tables are not."""

    data_source_id: uuid.UUID
    name: Name
    base_query: Query
    json_value_paths: list[str] = []
    event_group_rules: Rules = []
    metric_breakdown_columns: list[ColumnName] = []
    distribution_drift_fields: list[ColumnName] = []
    cardinality_threshold: Positive = 100
    is_static: bool | None = None


class ScanUpdate(_Settings):
    """Partial: only members that were sent count; null for what cannot be empty is refused by name."""

    data_source_id: uuid.UUID | None = None
    name: Name | None = None
    base_query: Query | None = None
    json_value_paths: list[str] | None = None
    event_group_rules: Rules | None = None
    metric_breakdown_columns: list[ColumnName] | None = None
    distribution_drift_fields: list[ColumnName] | None = None
    cardinality_threshold: Positive | None = None
    is_static: bool | None = None


class ProbeJob(BaseModel):
    """A preview or dry run; the result is null until it is completed."""

    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    status: JobStatus
    started_at: datetime | None
    completed_at: datetime | None
    result_summary: dict[str, Any] | None
    error_message: str | None
    created_at: datetime
    updated_at: datetime


class ScanJobOut(ProbeJob):
    scan_config_id: uuid.UUID


class PreviewRequest(BaseModel):
    data_source_id: uuid.UUID
    base_query: Query
    limit: Annotated[int, Field(ge=1, le=50)] = 10
    time_column: ColumnName | None = None
    interval: Interval | None = None
    scan_lookback_hours: Positive | None = None
    json_value_paths: list[str] = []
    include_json_paths: bool = False


class MetricsReplay(BaseModel):
    """A period to collect again; it is widened to whole intervals."""

    time_from: Instant
    time_to: Instant


class DryRunRequest(BaseModel):
    """A stored scan, or a draft; with an id the draft's members are ignored."""

    scan_config_id: uuid.UUID | None = None
    data_source_id: uuid.UUID | None = None
    base_query: Query | None = None
    event_type_id: uuid.UUID | None = None
    event_type_column: ColumnName | None = None
    time_column: ColumnName | None = None
    interval: Interval | None = None
    event_name_format: Format | None = None
    event_group_rules: Rules = []
    json_value_paths: list[str] = []
    cardinality_threshold: Positive = 100
    app_version_column: ColumnName | None = None
    platform_column: ColumnName | None = None
    scan_lookback_hours: Positive | None = None
    sample_row_limit: Annotated[int, Field(ge=100, le=20_000)] = 5_000
