"""UTC time and the bucket grid that every dialect, the API and the web client agree on."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MONDAY = datetime(1970, 1, 5, tzinfo=UTC)

INTERVALS: dict[str, timedelta] = {
    "15m": timedelta(minutes=15),
    "1h": timedelta(hours=1),
    "6h": timedelta(hours=6),
    "1d": timedelta(days=1),
    "1w": timedelta(weeks=1),
}


def utcnow() -> datetime:
    return datetime.now(UTC)


def as_utc(instant: datetime) -> datetime:
    """Take a naive instant as UTC, convert an aware one."""
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def origin(interval: str) -> datetime:
    """Zero of an interval's grid: the epoch, for weeks the Monday after it."""
    return MONDAY if interval == "1w" else EPOCH


def bucket_number(instant: datetime, interval: str) -> int:
    """Count of whole buckets between the grid's origin and `instant`; negative before it."""
    return (as_utc(instant) - origin(interval)) // INTERVALS[interval]


def bucket_at(number: int, interval: str) -> datetime:
    return origin(interval) + number * INTERVALS[interval]


def bucket_start(instant: datetime, interval: str) -> datetime:
    return bucket_at(bucket_number(instant, interval), interval)


def newest_complete(now: datetime, interval: str) -> datetime:
    """Start of the newest bucket that has ended by `now`."""
    return bucket_start(now, interval) - INTERVALS[interval]
