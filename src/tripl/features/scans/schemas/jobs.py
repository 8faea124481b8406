"""Runs as workers pass them along."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

JobStatus = Literal["pending", "running", "completed", "failed", "cancelled"]
LIVE = ("pending", "running")


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on a job: every write names the fence and fails under a newer one."""

    job_id: uuid.UUID
    scan_config_id: uuid.UUID
    project_id: uuid.UUID
    fence: int
    takeover: bool
    """True when the job was already running under a holder that died."""


@dataclass(frozen=True, slots=True)
class StaleLease:
    job_id: uuid.UUID
    scan_config_id: uuid.UUID
    fence: int
    progressed_at: datetime | None
