"""What the plan announces inside its transaction; bootstrap lists who listens."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

Listener = Callable[[Session, uuid.UUID], None]


@dataclass(frozen=True, slots=True)
class PlanHooks:
    """Listeners get an event type's id and may refuse with a domain error."""

    event_type_deleting: tuple[Listener, ...] = ()

    def announce_event_type_deleting(self, session: Session, event_type_id: uuid.UUID) -> None:
        for listener in self.event_type_deleting:
            listener(session, event_type_id)
