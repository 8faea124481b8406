"""One set of rows for every engine, made to hurt: zones, changes of the clock, week edges, nulls, quotes."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

COLUMNS = ("at", "at_naive", "day", "name", "count", "ok", "amount", "price", 'Bücher "quoted"', "doc")
NAMES = ("open", "buy", "it's", 'say "hi"', "ünïcødé ✓", "", None, "a,b;\nc", " lead", "NULL", "\\N", "true")
AMOUNTS = (1.0, 0.1, -0.0, 1e15, 123456789012345.6, 1e16, 2.5e-7, 1e300, None, 42.0, 1234567890123456.0)
EDGES = (
    datetime(2026, 3, 9, tzinfo=UTC),
    datetime(2026, 3, 8, 23, 59, 59, 999999, tzinfo=UTC),
    datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
    datetime(2026, 3, 8, 2, 30, tzinfo=ZoneInfo("America/New_York")),
    datetime(2026, 3, 29, 23, 45, tzinfo=ZoneInfo("Europe/Berlin")),
    datetime(2026, 3, 15, 4, 44, 59, 999999, tzinfo=ZoneInfo("Asia/Kathmandu")),
    datetime(1969, 12, 28, 23, 59, 59, tzinfo=UTC),
    datetime(1969, 12, 29, tzinfo=UTC),
)

Row = dict[str, Any]


def rows() -> list[Row]:
    """400 rows over five weeks and a few before 1970; the same in every run."""
    dice = random.Random(20260323)
    start = datetime(2026, 3, 4, tzinfo=UTC)
    instants: list[datetime | None] = [*EDGES, None, None]
    instants += [start + timedelta(microseconds=dice.randrange(35 * 86_400_000_000)) for _ in range(390)]
    return [_row(instant, dice) for instant in instants]


def _row(instant: datetime | None, dice: random.Random) -> Row:
    utc = instant.astimezone(UTC) if instant else None
    return {
        "at": instant,
        "at_naive": utc.replace(tzinfo=None) if utc else None,
        "day": utc.date() if utc else None,
        "name": dice.choice(NAMES),
        "count": dice.choice((1, 2, 3, -7, 10**15, None)),
        "ok": dice.choice((True, False, None)),
        "amount": dice.choice(AMOUNTS),
        "price": dice.choice((Decimal("1.50"), Decimal("0.01"), None)),
        'Bücher "quoted"': dice.choice(("x", "y", "z", "X", None)),
        "doc": dice.choice(('{"a": 1}', '{"b": [1, 2]}', None)),
    }


def text(value: Any) -> str | None:
    """The one spelling of a value that every engine must produce."""
    match value:
        case None | str():
            return value
        case bool():
            return "true" if value else "false"
        case float():
            return _float(value)
        case datetime():
            return _instant(value)
        case date():
            return value.isoformat()
    return str(value)


def _float(value: float) -> str:
    named = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}
    return named.get(repr(value)) or repr(value + 0.0).removesuffix(".0")


def _instant(value: datetime) -> str:
    naive = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    whole, _, fraction = naive.isoformat().partition(".")
    fraction = fraction.rstrip("0")
    return f"{whole}{'.' + fraction if fraction else ''}{'Z' if value.tzinfo else ''}"
