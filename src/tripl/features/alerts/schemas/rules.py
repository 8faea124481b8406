"""Rules on the wire."""

import uuid
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from tripl.features.alerts.schemas.deliveries import DeliveryStatus

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]
Threshold = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Cooldown = Annotated[int, Field(ge=1, le=525_600)]
Value = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]
MessageFormat = Literal["plain", "slack_mrkdwn", "telegram_html", "telegram_markdownv2"]


class RuleFilter(BaseModel):
    """Narrows a rule; filters are joined by AND. Event and event type values are ids."""

    field: Literal["event_type", "event", "direction", "metric"]
    operator: Literal["eq", "ne", "in", "not_in"]
    values: list[Value] = Field(min_length=1, max_length=500)


class RuleMembers(BaseModel):
    name: str
    enabled: bool = True
    scan_config_id: uuid.UUID | None = None
    include_project_total: bool = True
    include_event_types: bool = True
    include_events: bool = True
    include_schema_drifts: bool = False
    include_variable_value_drifts: bool = False
    include_distribution_drifts: bool = False
    include_metrics: bool = False
    include_release_regressions: bool = False
    notify_on_spike: bool = True
    notify_on_drop: bool = True
    min_percent_delta: Threshold = 30
    min_absolute_delta: Threshold = 0
    min_expected_count: Threshold = 0
    cooldown_minutes: Cooldown = 1440
    filters: list[RuleFilter] = Field(default_factory=list, max_length=50)
    message_format: MessageFormat | None = None
    message_template: str | None = None
    items_template: str | None = None
    ai_explanation_enabled: bool = False


class Announced(BaseModel):
    """Members of the published interface that are refused when they ask for something."""

    include_lifecycle: bool = False
    include_source_freshness: bool = False
    notify_owners: bool = False


class RuleIn(RuleMembers, Announced):
    name: Name


class RulePatch(BaseModel):
    name: Name | None = None
    enabled: bool | None = None
    scan_config_id: uuid.UUID | None = None
    include_project_total: bool | None = None
    include_event_types: bool | None = None
    include_events: bool | None = None
    include_schema_drifts: bool | None = None
    include_variable_value_drifts: bool | None = None
    include_distribution_drifts: bool | None = None
    include_metrics: bool | None = None
    include_release_regressions: bool | None = None
    notify_on_spike: bool | None = None
    notify_on_drop: bool | None = None
    min_percent_delta: Threshold | None = None
    min_absolute_delta: Threshold | None = None
    min_expected_count: Threshold | None = None
    cooldown_minutes: Cooldown | None = None
    filters: list[RuleFilter] | None = Field(default=None, max_length=50)
    message_format: MessageFormat | None = None
    message_template: str | None = None
    items_template: str | None = None
    ai_explanation_enabled: bool | None = None
    include_lifecycle: bool | None = None
    include_source_freshness: bool | None = None
    notify_owners: bool | None = None


class Rule(RuleMembers, Announced):
    id: uuid.UUID
    destination_id: uuid.UUID
    muted: bool
    muted_until: datetime | None
    total_deliveries: int
    incident_count: int
    last_delivery_at: datetime | None
    last_delivery_status: DeliveryStatus | None
    sentence: str = Field(description="The rule, read back in words")
    warnings: list[str] = Field(description="Why the rule may never fire, or not as meant")
    created_at: datetime
    updated_at: datetime
