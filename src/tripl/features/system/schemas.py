"""The parts of an installation on the wire."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


@dataclass(frozen=True)
class PartsPolicy:
    """Where the supervisor of `tripl up` reports, None where there is none; since when this process looks."""

    report: Path | None
    since: datetime


@dataclass(frozen=True)
class SystemPolicy:
    """How to find out whether the services beside the database answer."""

    version: str
    broker: Callable[[], bool]
    cache: Callable[[], bool] | None
    """None where there is none."""


@dataclass(frozen=True)
class UsagePolicy:
    """Whether anything is told of this installation, and to whom. There is no address that we bring."""

    version: str
    mode: str
    wanted: bool
    forbidden: bool
    """DO_NOT_TRACK is above everything else."""
    endpoint: str
    public_hosts_only: bool

    @property
    def state(self) -> "UsageState":
        if self.forbidden:
            return "do_not_track"
        if not self.wanted:
            return "off"
        return "on" if self.endpoint else "no_endpoint"


UsageState = Literal["on", "off", "do_not_track", "no_endpoint"]


class PartOut(BaseModel):
    """A part that does not do its work."""

    part: Literal["worker", "scheduler", "database", "broker", "page"]
    state: Literal["failing", "silent"]
    """`failing`: it ends as often as it is started. `silent`: it was not heard of."""
    since: datetime
    reason: str | None = None
    """The last reason it gave."""
    log: str | None = None
    """The file to look into."""


Reach = Literal["reachable", "unreachable", "unset"]


class WorkerOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    name: str
    slots: int = Field(description="How many tasks it does at once")
    at: datetime = Field(description="When it was last heard of")
    alive: bool


class SchemaRevision(BaseModel):
    """Whether the database is at the revision that this build brings."""

    state: Literal["current", "differs", "head_unknown", "unknown"]
    revision: str | None
    shipped: str | None


class StuckRun(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    job_id: uuid.UUID
    scan_id: uuid.UUID
    scan_name: str
    project_slug: str
    status: str
    since: datetime


class StuckDelivery(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    delivery_id: uuid.UUID
    project_slug: str
    rule_name: str
    destination_name: str
    since: datetime


class SystemOut(BaseModel):
    version: str
    now: datetime
    database: Reach
    broker: Reach
    cache: Reach
    database_schema: SchemaRevision
    workers: list[WorkerOut]
    beat_at: datetime | None = Field(description="When the scheduler was last heard of")
    troubled: list[PartOut]
    stuck_runs: list[StuckRun]
    stuck_deliveries: list[StuckDelivery]


class UsageSent(BaseModel):
    document: dict[str, Any]
    at: datetime
    outcome: str | None = Field(description="What came of it; null while it is on its way, or if that was not learned")


class UsageOut(BaseModel):
    """What this installation tells of itself."""

    state: UsageState
    endpoint: str | None = Field(description="Who gets it")
    document: dict[str, Any] = Field(description="What a report would say now, whether one is sent or not")
    last: UsageSent | None = Field(description="The last one that left")
