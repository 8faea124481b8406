"""What projects need from above."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session

from tripl.features.projects.schemas import ProjectSummary


class SummaryReader(Protocol):
    """Numbers over whole projects; stands above every feature it counts."""

    def read(self, session: Session, project_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, ProjectSummary]: ...


class CurrentRecipe(Protocol):
    """The recipe that this server would make a demo from now."""

    def version(self) -> str: ...


@dataclass(frozen=True, slots=True)
class ProjectPorts:
    """Bound by bootstrap."""

    summaries: SummaryReader
    recipe: CurrentRecipe
