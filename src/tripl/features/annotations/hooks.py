"""What annotations announce inside their transaction; bootstrap lists who listens."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

Listener = Callable[[Session, uuid.UUID], object]


@dataclass(frozen=True, slots=True)
class AnnotationHooks:
    """Listeners get the project's id, in which one more expected window counts from now on."""

    planned: tuple[Listener, ...] = ()

    def announce_planned(self, session: Session, project_id: uuid.UUID) -> None:
        for listener in self.planned:
            listener(session, project_id)
