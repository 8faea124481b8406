"""What signals announce inside their transaction; bootstrap lists who listens."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

Listener = Callable[[Session, uuid.UUID, datetime | None, datetime | None], object]


@dataclass(frozen=True, slots=True)
class SignalHooks:
    """Listeners get the project's id and the period [after, before) whose findings are gone; None is no bound."""

    cleared: tuple[Listener, ...] = ()

    def announce_cleared(
        self, session: Session, project_id: uuid.UUID, after: datetime | None, before: datetime | None
    ) -> None:
        for listener in self.cleared:
            listener(session, project_id, after, before)
