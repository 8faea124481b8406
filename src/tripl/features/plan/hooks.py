"""What the plan announces inside its transaction; bootstrap lists who listens."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from tripl.features.losses.schemas import Losses

Listener = Callable[[Session, uuid.UUID], None]
LossListener = Callable[[Session, uuid.UUID], Losses | None]


@dataclass(frozen=True, slots=True)
class PlanHooks:
    """Listeners get an event type's id and may refuse with a domain error."""

    event_type_deleting: tuple[Listener, ...] = ()
    event_type_losing: tuple[LossListener, ...] = ()
    """What each listener of `event_type_deleting` would do, or its refusal."""

    def event_type_losses(self, session: Session, event_type_id: uuid.UUID) -> list[Losses]:
        told = [listener(session, event_type_id) for listener in self.event_type_losing]
        return [each for each in told if each is not None]

    def announce_event_type_deleting(self, session: Session, event_type_id: uuid.UUID) -> None:
        for listener in self.event_type_deleting:
            listener(session, event_type_id)
