"""What a run carries from one task to the next."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tripl.features.scans.hooks import ScanHooks
from tripl.features.scans.schemas import ScanPolicy
from tripl.features.sources.schemas import SourcePolicy

Transaction = Callable[[], AbstractContextManager[Session]]


class Stopped(Exception):
    """The worker is going down: the run is given back."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a task hands to the service.

    `stopping` says whether this worker has been asked to end, `out_of_time` what the queue raises at its soft limit.
    """

    transaction: Transaction
    sources: SourcePolicy
    scans: ScanPolicy
    holder: str
    hooks: ScanHooks = field(default_factory=ScanHooks)
    stopping: Callable[[], bool] = lambda: False
    out_of_time: tuple[type[BaseException], ...] = ()
    pauses: tuple[float, ...] = (0.5, 1, 2, 4, 8, 15)
    """Seconds between tries to write down how a step ended; together less than a lease lasts."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the chain of chunks stands. The run's own now, window and kept values are fixed by its first task."""

    now: datetime
    start: datetime
    end: datetime
    reached: datetime
    buckets: int
    """Buckets a chunk; halved when an answer meets the row cap."""
    newest: datetime | None = None
    """Newest row of the source when the run began."""
    kept: Mapping[str, list[str | None]] = field(default_factory=dict)
    chunks: int = 0
    rows: int = 0
    points: int = 0
    replayed: bool = False
    """A period of the past: how far the scan has come does not move."""

    def to_json(self) -> dict[str, Any]:
        """An ordinary run says nothing of replays: a worker of the release before may go on with it."""
        known = asdict(self)
        if not self.replayed:
            del known["replayed"]
        return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in known.items()}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Cursor":
        moments = {name: datetime.fromisoformat(stored[name]) for name in ("now", "start", "end", "reached")}
        newest = datetime.fromisoformat(stored["newest"]) if stored["newest"] else None
        return cls(**{**stored, **moments, "newest": newest})

    def advanced(self, reached: datetime, rows: int, points: int) -> "Cursor":
        return replace(
            self, reached=reached, chunks=self.chunks + 1, rows=self.rows + rows, points=self.points + points
        )
