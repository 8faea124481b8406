"""What scans announce inside their transaction; bootstrap lists who listens."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from tripl.features.losses.schemas import Losses

Listener = Callable[[Session, uuid.UUID], None]
LossListener = Callable[[Session, Sequence[uuid.UUID]], Losses]
ScanListener = Callable[[Session, uuid.UUID, uuid.UUID], None]


@dataclass(frozen=True, slots=True)
class ScanHooks:
    """Listeners get the scan's id."""

    deleting: tuple[Listener, ...] = ()
    """Before its runs and series go with it."""
    losing: tuple[LossListener, ...] = ()
    """What each listener of `deleting` would do, for several scans at once."""
    catalogued: tuple[ScanListener, ...] = ()
    """Project and scan: the plan holds what a run has seen, nothing of it is counted yet."""

    def announce_catalogued(self, session: Session, project_id: uuid.UUID, scan_id: uuid.UUID) -> None:
        for listener in self.catalogued:
            listener(session, project_id, scan_id)

    def losses(self, session: Session, scan_ids: Sequence[uuid.UUID]) -> list[Losses]:
        return [listener(session, scan_ids) for listener in self.losing]

    def announce_deleting(self, session: Session, scan_id: uuid.UUID) -> None:
        for listener in self.deleting:
            listener(session, scan_id)
