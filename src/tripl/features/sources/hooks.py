"""What sources announce inside their transaction; bootstrap lists who listens."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

Listener = Callable[[Session, uuid.UUID], None]


@dataclass(frozen=True, slots=True)
class SourceHooks:
    """Listeners get the source's id, before its scans go with it."""

    deleting: tuple[Listener, ...] = ()

    def announce_deleting(self, session: Session, source_id: uuid.UUID) -> None:
        for listener in self.deleting:
            listener(session, source_id)
