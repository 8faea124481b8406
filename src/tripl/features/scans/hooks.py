"""What scans announce inside their transaction; bootstrap lists who listens."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

Listener = Callable[[Session, uuid.UUID], None]


@dataclass(frozen=True, slots=True)
class ScanHooks:
    """Listeners get the scan's id, before its runs and series go with it."""

    deleting: tuple[Listener, ...] = ()

    def announce_deleting(self, session: Session, scan_id: uuid.UUID) -> None:
        for listener in self.deleting:
            listener(session, scan_id)
