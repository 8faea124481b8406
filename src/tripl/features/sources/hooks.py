"""What sources announce inside their transaction; bootstrap lists who listens."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from tripl.features.losses.schemas import Losses

Listener = Callable[[Session, uuid.UUID], None]
LossListener = Callable[[Session, uuid.UUID], Losses]


@dataclass(frozen=True, slots=True)
class SourceHooks:
    """Listeners get the source's id, before its scans go with it."""

    deleting: tuple[Listener, ...] = ()
    losing: tuple[LossListener, ...] = ()
    """What each listener of `deleting` would do."""

    def losses(self, session: Session, source_id: uuid.UUID) -> list[Losses]:
        return [listener(session, source_id) for listener in self.losing]

    def announce_deleting(self, session: Session, source_id: uuid.UUID) -> None:
        for listener in self.deleting:
            listener(session, source_id)
