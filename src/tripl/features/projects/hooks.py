"""What projects announce inside their transaction; bootstrap lists who listens."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

Listener = Callable[[Session, uuid.UUID], object]


@dataclass(frozen=True, slots=True)
class ProjectHooks:
    """Listeners get the project's id and may refuse with a domain error."""

    created: tuple[Listener, ...] = ()
    deleting: tuple[Listener, ...] = ()
    opened: tuple[Listener, ...] = ()
    """Somebody looks at a demo."""

    def announce_created(self, session: Session, project_id: uuid.UUID) -> None:
        for listener in self.created:
            listener(session, project_id)

    def announce_opened(self, session: Session, project_id: uuid.UUID) -> None:
        for listener in self.opened:
            listener(session, project_id)

    def announce_deleting(self, session: Session, project_id: uuid.UUID) -> None:
        for listener in self.deleting:
            listener(session, project_id)
