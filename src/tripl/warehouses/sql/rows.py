"""Statements over rows: preview, breakdown, distinct counts, time range."""

from collections.abc import Sequence
from datetime import datetime

from sqlglot import exp

from tripl.warehouses.base import Column
from tripl.warehouses.sql import names
from tripl.warehouses.sql.buckets import check_time_column
from tripl.warehouses.sql.query import ALIAS, Base, column, named
from tripl.warehouses.sql.text import as_text, groupable, ordered
from tripl.warehouses.sql.windows import CALENDAR, Window, wall_clock, within


def preview(
    base: Base,
    columns: Sequence[Column] = (),
    *,
    limit: int,
    time_column: Column | None = None,
    window: Window | None = None,
) -> exp.Select:
    """At most `limit` rows in the base query's own order; no `columns` means all."""
    chosen: list[exp.Expr] = [column(each.name) for each in columns]
    statement = exp.select(*(chosen or [exp.Star()])).from_(base.query.subquery(ALIAS))
    return _windowed(statement, base, time_column, window).limit(limit)


def breakdown(
    base: Base,
    columns: Sequence[Column],
    *,
    limit: int,
    time_column: Column | None = None,
    window: Window | None = None,
) -> exp.Select:
    """Distinct combinations as text, most common first, with exact counts: one grouped pass.

    Columns as given, then COUNT, TOTAL (rows in the window) and COMBINATIONS, both before the limit.
    `limit` + 1 combinations are asked for, so that the caller can tell a complete answer from a capped one.
    """
    grouped = _windowed(base.select(*_keys(columns), _count()), base, time_column, window)
    if columns:
        grouped = grouped.group_by(*(groupable(each) for each in columns))
    shown = [
        named(as_text(each, column(f"k{at}", "g"), base.capabilities), each.name) for at, each in enumerate(columns)
    ]
    counted = column("n", "g")
    ties = [ordered(part.this.copy(), base.capabilities) for part in shown]
    return (
        exp.select(
            *shown,
            named(counted, names.COUNT),
            named(exp.cast(_over(exp.Sum(this=counted.copy())), exp.DType.BIGINT), names.TOTAL),
            named(_over(exp.Count(this=exp.Star())), names.COMBINATIONS),
        )
        .from_(grouped.subquery("g"))
        .order_by(
            exp.Ordered(this=counted.copy(), desc=True), *(exp.Ordered(this=tie, nulls_first=False) for tie in ties)
        )
        .limit(limit + 1)
    )


def distinct_counts(
    base: Base,
    columns: Sequence[Column],
    *,
    approximate: bool = False,
    time_column: Column | None = None,
    window: Window | None = None,
) -> exp.Select:
    """One row: the number of distinct non-null values of each column, in the given order.

    Approximate only where the engine offers it; exact otherwise.
    """
    loose = approximate and base.capabilities.approximate_distinct
    counts = [
        exp.ApproxDistinct(this=groupable(each))
        if loose
        else exp.Count(this=exp.Distinct(expressions=[groupable(each)]))
        for each in columns
    ]
    shown = [named(count, each.name) for count, each in zip(counts, columns, strict=True)]
    return _windowed(base.select(*shown), base, time_column, window)


def time_range(base: Base, time_column: Column) -> exp.Select:
    """One row: EARLIEST, LATEST (UTC) and COUNT of all rows, those without a time included.

    Instants beyond the calendar (infinity, years before 1) bound nothing.
    """
    check_time_column(time_column, None, base.capabilities)
    known = exp.case().when(within(time_column, CALENDAR), column(time_column.name))
    earliest, latest = (wall_clock(time_column, end(this=known.copy())) for end in (exp.Min, exp.Max))
    return base.select(
        named(earliest, names.EARLIEST),
        named(latest, names.LATEST),
        named(exp.Count(this=exp.Star()), names.COUNT),
    )


def newest(base: Base, time_column: Column, *, before: datetime = CALENDAR.end) -> exp.Select:
    """One row: LATEST (UTC) within the calendar and before an instant, alone: an index answers at once."""
    check_time_column(time_column, None, base.capabilities)
    latest = wall_clock(time_column, exp.Max(this=column(time_column.name)))
    return base.select(named(latest, names.LATEST)).where(within(time_column, Window(CALENDAR.start, before)))


def rows_from(base: Base, time_column: Column, start: datetime) -> exp.Select:
    """One row: COUNT of the rows at or after an instant."""
    check_time_column(time_column, None, base.capabilities)
    counted = base.select(named(exp.Count(this=exp.Star()), names.COUNT))
    return counted.where(within(time_column, Window(start, CALENDAR.end)))


def _windowed(statement: exp.Select, base: Base, time_column: Column | None, window: Window | None) -> exp.Select:
    if window is None or time_column is None:
        return statement
    check_time_column(time_column, None, base.capabilities)
    return statement.where(within(time_column, window))


def _keys(columns: Sequence[Column]) -> list[exp.Expr]:
    return [named(groupable(each), f"k{at}") for at, each in enumerate(columns)]


def _count() -> exp.Expr:
    return named(exp.Count(this=exp.Star()), "n")


def _over(aggregate: exp.Expr) -> exp.Expr:
    return exp.Window(this=aggregate)
