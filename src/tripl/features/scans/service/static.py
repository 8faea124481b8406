"""Sources whose data has ended keep a clock of their own."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median

from tripl.kit.clock import INTERVALS, bucket_start
from tripl.warehouses.base import Column
from tripl.warehouses.capabilities import Capabilities

OLD = timedelta(days=7)
OLD_INTERVALS = 10
DAY = timedelta(days=1)
MOST_EXPECTED = 50
"""The default of detection; smaller data asks for less, larger data for no more."""
FEWEST_EXPECTED = 5
SHARE_EXPECTED = 0.1


def looks_static(newest: datetime | None, interval: str | None, now: datetime) -> bool:
    """The newest row is older than ten intervals and than a week."""
    if newest is None:
        return False
    width = INTERVALS[interval] if interval else timedelta()
    return now - newest > max(OLD, OLD_INTERVALS * width)


def proposes_static(capabilities: Capabilities, newest: datetime | None, interval: str | None, now: datetime) -> bool:
    """Files are static; a table is when it looks so at configuration."""
    return capabilities.files or looks_static(newest, interval, now)


def end_of_data(newest: datetime, interval: str, time_column: Column) -> datetime:
    """End of the newest complete bucket: the one of the newest row is taken as cut off, unless dates fill it."""
    covered = newest + DAY if time_column.kind == "date" else newest
    return bucket_start(covered, interval)


def stays_static(as_of: datetime | None, newest: datetime | None, interval: str | None, now: datetime) -> bool:
    """False for ever once newer rows arrive that are themselves fresh; old rows that are added only move the end."""
    if as_of is None or newest is None or interval is None:
        return True
    arrived = newest >= as_of + INTERVALS[interval]
    return not (arrived and not looks_static(newest, interval, now))


def propose_min_expected(counts: Sequence[float]) -> int:
    """Smallest expected count worth a finding: a tenth of the median bucket, between 5 and 50."""
    if not counts:
        return MOST_EXPECTED
    return int(min(MOST_EXPECTED, max(FEWEST_EXPECTED, round(SHARE_EXPECTED * median(counts)))))
