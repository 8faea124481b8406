"""The time grid in SQL; `tripl.kit.clock.bucket_start` is the oracle it is tested against."""

from sqlglot import exp

from tripl.kit.clock import INTERVALS
from tripl.warehouses.base import Column, WarehouseError
from tripl.warehouses.capabilities import Capabilities
from tripl.warehouses.sql.query import column as named_column
from tripl.warehouses.sql.templates import fill
from tripl.warehouses.sql.windows import wall_clock

# 1 January 1 was a Monday, and midnight divides every shorter interval: one origin serves all codes, and no
# instant lies before it (some servers misplace an exact edge that does).
ORIGIN = "0001-01-01 00:00:00"


def bucket(column: Column, interval: str, capabilities: Capabilities) -> exp.Expr:
    """Start of the bucket as a naive UTC timestamp; WarehouseError when the column cannot carry the grid."""
    check_time_column(column, interval, capabilities)
    width = f"{int(INTERVALS[interval].total_seconds())} seconds"
    return fill(
        capabilities.templates.bucket,
        capabilities.dialect,
        width=exp.Literal.string(width),
        at=wall_clock(column, named_column(column.name)),
        origin=exp.Literal.string(ORIGIN),
    )


def check_time_column(column: Column, interval: str | None, capabilities: Capabilities) -> None:
    """Refuse a column that is no time, a date with a sub-day interval, and an unknown interval code."""
    if column.kind not in capabilities.time_kinds:
        raise WarehouseError(
            f"Column “{column.name}” has the type {column.native_type}, which carries no date. "
            f"Choose a {capabilities.time_types_named} column, or cast it in the base query.",
            kind="unsupported",
        )
    if interval is None:
        return
    if interval not in INTERVALS:
        raise WarehouseError(
            f"The interval “{interval}” is unknown. Choose one of {', '.join(INTERVALS)}.", kind="unsupported"
        )
    if column.kind == "date" and interval not in capabilities.date_intervals:
        raise WarehouseError(
            f"Column “{column.name}” has the type {column.native_type}, which has no time of day, so it cannot be "
            f"counted every {interval}. Choose the interval {' or '.join(sorted(capabilities.date_intervals))}, "
            f"or a column with a time.",
            kind="unsupported",
        )
