"""Half-open UTC windows and the UTC wall clock of a time column."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlglot import exp

from tripl.kit.clock import as_utc
from tripl.warehouses.base import Column
from tripl.warehouses.sql.query import column as named_column


@dataclass(frozen=True, slots=True)
class Window:
    """start <= t < end; naive bounds are taken as UTC."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", as_utc(self.start))
        object.__setattr__(self, "end", as_utc(self.end))


CALENDAR = Window(datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC))
"""What this program can name; engines store more."""


def within(column: Column, window: Window) -> exp.Expr:
    """The bare column against literals of its own kind, so that an index or a partition can serve."""
    time = named_column(column.name)
    return exp.and_(
        exp.GTE(this=time, expression=_bound(column, window.start)),
        exp.LT(this=time.copy(), expression=_bound(column, window.end)),
    )


def wall_clock(column: Column, expression: exp.Expr) -> exp.Expr:
    """The column as a naive timestamp that shows UTC: zoned converted, naive kept, a date at midnight."""
    if column.zoned:
        return exp.AtTimeZone(this=expression, zone=exp.Literal.string("UTC"))
    if column.kind == "date":
        return exp.cast(expression, exp.DType.TIMESTAMP)
    return expression


def _bound(column: Column, instant: datetime) -> exp.Expr:
    wall = instant.replace(tzinfo=None).isoformat(sep=" ")
    if column.zoned:
        return exp.cast(exp.Literal.string(f"{wall}+00:00"), exp.DType.TIMESTAMPTZ)
    return exp.cast(exp.Literal.string(wall), exp.DType.TIMESTAMP)
