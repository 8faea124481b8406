"""The window of a chart: what was asked for, on the scan's grid and by the scan's own clock."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
from sqlalchemy.orm import Session

from tripl.features.metrics import service as metrics
from tripl.features.metrics.schemas import Floats, SeriesRow, State, States
from tripl.features.monitoring.schemas import MOST_POINTS, CoverageOut
from tripl.kit.clock import INTERVALS, bucket_at, bucket_number, utcnow
from tripl.kit.errors import Invalid
from tripl.models.scans import ScanConfig

DEFAULT_RANGE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the caller wants to see; absent ends follow from the scan."""

    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """start <= t < end in whole buckets of the scan's interval."""

    scan_config_id: uuid.UUID
    interval: str
    start: datetime
    end: datetime

    @property
    def first(self) -> int:
        return bucket_number(self.start, self.interval)

    @property
    def size(self) -> int:
        return bucket_number(self.end, self.interval) - self.first

    def buckets(self) -> list[datetime]:
        return [bucket_at(self.first + i, self.interval) for i in range(self.size)]

    def stamps(self) -> npt.NDArray[np.int64]:
        width = int(INTERVALS[self.interval].total_seconds())
        return int(self.start.timestamp()) + width * np.arange(self.size, dtype=np.int64)

    def since(self, earlier: datetime) -> "Window":
        """The same window, begun earlier."""
        number = min(bucket_number(earlier, self.interval), self.first)
        return Window(self.scan_config_id, self.interval, bucket_at(number, self.interval), self.end)


def window_of(scan: ScanConfig, asked: Asked, *, back_to: datetime | None = None) -> Window:
    """Whole buckets around the asked range; seven days before the data's end by default, further for `back_to`.

    Raises Invalid for an empty range and for one of too many buckets.
    """
    interval = scan.interval or "1h"
    end = asked.end or data_end(scan)
    start = asked.start or min(end - DEFAULT_RANGE, back_to or end)
    if start >= end:
        raise Invalid("The range is empty: `from` must be before `to`", "from")
    first, last = bucket_number(start, interval), bucket_number(end - timedelta(microseconds=1), interval)
    if last - first >= MOST_POINTS:
        raise Invalid(f"The range holds {last - first + 1:,} buckets; ask for at most {MOST_POINTS:,}", "from")
    return Window(scan.id, interval, bucket_at(first, interval), bucket_at(last + 1, interval))


def data_end(scan: ScanConfig) -> datetime:
    """Exclusive end of what a chart can show: the data's end for a static scan, else of what was collected."""
    if scan.is_static and scan.as_of is not None:
        return scan.as_of
    return scan.collected_to or utcnow()


def read(session: Session, window: Window, rows: list[SeriesRow]) -> tuple[Floats, States]:
    """Counts [series, buckets] as a reader sees them (NaN = not collected), and the states of the buckets."""
    matrix = metrics.read_matrix(session, rows, window.interval, window.start, window.end)
    states = metrics.read_coverage(session, window.scan_config_id, window.interval, window.start, window.end)
    return metrics.counted(matrix.values, states), states


def coverage_of(states: States, window: Window) -> list[CoverageOut]:
    words: dict[State, str] = {State.COLLECTED: "collected", State.MISSING: "missing", State.LATE: "late"}
    return [
        CoverageOut.model_validate({"since": each.start, "to": each.end, "state": words[each.state]})
        for each in metrics.stretches(states, window.start, window.interval)
    ]
