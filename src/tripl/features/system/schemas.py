"""The parts of an installation on the wire."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

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
