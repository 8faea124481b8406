"""Which buckets a run reads, in how many chunks, and what it may say about them."""

import math
from datetime import datetime, timedelta

import numpy as np

from tripl.features.collection.schemas import Cursor
from tripl.features.metrics.schemas import State, States
from tripl.kit.clock import INTERVALS, bucket_number, bucket_start
from tripl.models.scans import ScanConfig

FIRST_REACH = timedelta(weeks=9)
"""The first collection of a live table; older by replay."""
FEWEST, MOST = 168, 1536
"""Buckets a chunk: a week of hours at least, nine of them at most."""
ROWS_A_CHUNK = 20_000_000
MISSING_AFTER = timedelta(hours=24)


def first_window(scan: ScanConfig, earliest: datetime | None, now: datetime) -> tuple[datetime, datetime] | None:
    """Everything a static source has; of a live one the last nine weeks. None without a complete bucket."""
    interval = _interval(scan)
    end = _end(scan, now)
    if end is None or earliest is None:
        return None
    start = bucket_start(earliest, interval)
    if not scan.is_static:
        start = max(start, bucket_start(now - FIRST_REACH, interval))
    return (start, end) if start < end else None


def next_window(scan: ScanConfig, now: datetime) -> tuple[datetime, datetime] | None:
    """From two intervals before the reached point, or from where a silent source stopped, to the newest edge."""
    interval = _interval(scan)
    end, width = _end(scan, now), INTERVALS[interval]
    if end is None or scan.collected_to is None:
        return None
    start = min(scan.collected_to, end) - 2 * width
    if not scan.is_static and scan.last_event_at is not None:
        start = min(start, scan.last_event_at + width)
        start = max(start, bucket_start(now - FIRST_REACH, interval))
    return (start, end) if start < end else None


def _end(scan: ScanConfig, now: datetime) -> datetime | None:
    return scan.as_of if scan.is_static else bucket_start(now, _interval(scan))


def _interval(scan: ScanConfig) -> str:
    if scan.interval is None:
        raise ValueError("a scan without an interval collects nothing")
    return scan.interval


def buckets_a_chunk(window: tuple[datetime, datetime], interval: str, rows: int) -> int:
    """About twenty million rows, between one and nine weeks of hours."""
    total = (window[1] - window[0]) // INTERVALS[interval]
    fitting = total * ROWS_A_CHUNK // max(rows, 1)
    return max(1, min(max(fitting, FEWEST), MOST))


def late_after(interval: str, settling_minutes: int) -> timedelta:
    """Silence that a live source is allowed: three intervals, or settling and two of them."""
    width = INTERVALS[interval]
    settling = math.ceil(timedelta(minutes=settling_minutes) / width) * width
    return min(3 * width, settling + 2 * width)


def states(scan: ScanConfig, cursor: Cursor, end: datetime, settling_minutes: int) -> States:
    """Collected, except behind the newest row of a live source that has been silent for too long.

    Such buckets are late, and missing once they are a day (or three buckets) old: nobody knows that they are zero.
    """
    interval = _interval(scan)
    first, stop = bucket_number(cursor.reached, interval), bucket_number(end, interval)
    found = np.full(stop - first, State.COLLECTED, np.int8)
    if scan.is_static or cursor.newest is None:
        return found
    last = bucket_start(cursor.newest, interval)
    if cursor.now - last < late_after(interval, settling_minutes):
        return found
    numbers = np.arange(first, stop)
    width = INTERVALS[interval]
    old = bucket_number(cursor.now - max(MISSING_AFTER, 3 * width), interval)
    found[numbers > bucket_number(last, interval)] = State.LATE
    found[(numbers > bucket_number(last, interval)) & (numbers < old)] = State.MISSING
    return found
