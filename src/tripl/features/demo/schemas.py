"""What the operator decides about demos, and what their makers are handed."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tripl.features.alerts.schemas import AlertPolicy
from tripl.features.projects.hooks import ProjectHooks
from tripl.features.sources.schemas import SourcePolicy
from tripl.kit.principal import Principal, ProjectContext


@dataclass(frozen=True)
class DemoPolicy:
    enabled: bool = True
    runtime_enabled: bool = True


@dataclass(frozen=True, slots=True)
class Tools:
    """Policies and hooks of the features beneath."""

    policy: DemoPolicy
    hooks: ProjectHooks
    sources: SourcePolicy
    alerts: AlertPolicy


@dataclass(frozen=True, slots=True)
class Seed:
    """All that a demo's content depends on: the instant it was made, a number, and whether anything goes wrong."""

    at: datetime
    number: int
    faults: bool = True


@dataclass(slots=True)
class Making:
    """A demo under construction, in one transaction."""

    session: Session
    principal: Principal
    tools: Tools
    seed: Seed
    project: ProjectContext
    source_id: uuid.UUID | None = None
    scan_id: uuid.UUID | None = None
    rule_id: uuid.UUID | None = None


Stage = Callable[[Making], None]
