"""Projects on the wire."""

import uuid
import zoneinfo
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from tripl.features.accounts.schemas import Slug
from tripl.kit.principal import ProjectRole


def _known_zone(name: str) -> str:
    if name not in zoneinfo.available_timezones():
        raise ValueError(f"'{name}' is no IANA time zone")
    return name


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]
Zone = Annotated[str, Field(max_length=64), AfterValidator(_known_zone)]
Releases = Annotated[int, Field(ge=1, le=100)]


class ProjectCreate(BaseModel):
    name: Name
    slug: Slug
    description: str = ""
    timezone: Zone = "UTC"
    app_version_keep_releases: Releases = 5


@dataclass(frozen=True, slots=True)
class DemoFacts:
    """What a project is made with when it is a demo."""

    owner_id: uuid.UUID | None
    recipe_version: str
    at: datetime

    def columns(self) -> dict[str, Any]:
        return {
            "is_demo": True,
            "demo_recipe_version": self.recipe_version,
            "demo_seeded_at": self.at,
            "demo_opened_at": self.at,
        }


class ProjectUpdate(BaseModel):
    """Partial: a member left out stays. None of them can be empty."""

    name: Name | None = None
    slug: Slug | None = None
    description: str | None = None
    timezone: Zone | None = None
    app_version_keep_releases: Releases | None = None


MemberRole = Literal["none", "editor", "viewer"]


class MemberOut(BaseModel):
    """A row that beats the organisation's default; owners and admins need none."""

    model_config = ConfigDict(from_attributes=True)

    user_id: uuid.UUID
    name: str | None
    email: str
    role: MemberRole
    added_at: datetime


class MemberCreate(BaseModel):
    user_id: uuid.UUID
    role: MemberRole = "viewer"


class MemberUpdate(BaseModel):
    role: MemberRole


class LatestScanJob(BaseModel):
    id: uuid.UUID
    scan_config_id: uuid.UUID
    scan_name: str
    status: str
    started_at: datetime | None
    completed_at: datetime | None
    result_summary: dict[str, Any] | None
    error_message: str | None
    created_at: datetime


class LatestSignal(BaseModel):
    scan_config_id: uuid.UUID
    scan_name: str
    scope_type: str
    scope_ref: str
    scope_name: str
    state: str
    bucket: datetime
    actual_count: float
    expected_count: float
    z_score: float
    direction: str


class ProjectSummary(BaseModel):
    event_count: int = 0
    active_event_count: int = 0
    archived_event_count: int = 0
    implemented_event_count: int = 0
    review_pending_event_count: int = 0
    event_type_count: int = 0
    variable_count: int = 0
    metric_count: int = 0
    scan_count: int = 0
    failing_scan_config_count: int = 0
    monitoring_signal_count: int = 0
    firing_monitor_count: int = 0
    open_incident_count: int = 0
    alert_destination_count: int = 0
    failing_alert_destination_count: int = 0
    alert_rule_count: int = 0
    latest_scan_job: LatestScanJob | None = None
    latest_signal: LatestSignal | None = None


class ProjectFacts(BaseModel):
    """The stored members of a project."""

    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    name: str
    slug: str
    description: str
    timezone: str
    created_by_user_id: uuid.UUID | None
    is_demo: bool
    generation_status: Literal["pending", "seeding", "ready", "failed"]
    generation_stage: str | None
    generation_error: str | None
    demo_seeded_at: datetime | None
    demo_last_tick_at: datetime | None
    demo_recipe_version: str | None
    app_version_keep_releases: int
    created_at: datetime
    updated_at: datetime


DemoState = Literal["running", "paused", "stopped"]


class ProjectOut(ProjectFacts):
    demo_outdated: bool = False
    demo_state: DemoState | None = Field(
        default=None,
        description="Of a demo: kept fresh; paused because nobody looks at it; or stopped by the operator for all",
    )
    can_mutate: bool
    my_role: ProjectRole
    summary: ProjectSummary


class ProjectCreated(ProjectOut):
    template_branch_id: uuid.UUID | None = None
