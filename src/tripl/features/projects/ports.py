"""What projects need from above."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from tripl.features.projects.schemas import DemoState, ProjectSummary


class SummaryReader(Protocol):
    """Numbers over whole projects; stands above every feature it counts."""

    def read(self, session: Session, project_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, ProjectSummary]: ...


class Demos(Protocol):
    """What this server makes of demos; stands above."""

    def version(self) -> str:
        """Of the recipe that a demo would be made from now."""

    def state(self, opened_at: datetime | None) -> DemoState:
        """Whether a demo that somebody last looked at then is kept fresh."""


@dataclass(frozen=True, slots=True)
class ProjectPorts:
    """Bound by bootstrap."""

    summaries: SummaryReader
    demos: Demos
