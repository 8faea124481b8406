"""One spelling of a value on every engine, because values become identities of events."""

from sqlglot import exp

from tripl.warehouses.base import Column
from tripl.warehouses.capabilities import NESTED, Capabilities
from tripl.warehouses.sql.query import column as named_column
from tripl.warehouses.sql.templates import fill
from tripl.warehouses.sql.windows import wall_clock


def groupable(column: Column) -> exp.Expr:
    """The column itself, or its text where engines cannot compare the type (PostgreSQL's json, points)."""
    own = named_column(column.name)
    return _cast(own) if _by_text(column) else own


def as_text(column: Column, grouped: exp.Expr, capabilities: Capabilities) -> exp.Expr:
    """Text of a `groupable` value: strings as they are, true/false, shortest floats, ISO dates and instants."""
    if _by_text(column) or column.kind == "string":
        return _cast(grouped)
    if column.native_type in capabilities.float_types:
        return fill(capabilities.templates.float_text, capabilities.dialect, x=grouped)
    if column.kind == "datetime":
        spaced = _cast(wall_clock(column, grouped))
        iso = exp.func("REPLACE", spaced, exp.Literal.string(" "), exp.Literal.string("T"))
        return exp.DPipe(this=iso, expression=exp.Literal.string("Z")) if column.zoned else iso
    return _cast(grouped)


def ordered(expression: exp.Expr, capabilities: Capabilities) -> exp.Expr:
    """A text sort key by bytes, so that ties fall alike whatever the database's locale."""
    if capabilities.byte_order is None:
        return expression
    return exp.Collate(this=expression, expression=exp.to_identifier(capabilities.byte_order, quoted=True))


def _by_text(column: Column) -> bool:
    return column.kind in NESTED or column.kind == "other"


def _cast(expression: exp.Expr) -> exp.Expr:
    return exp.Cast(this=expression, to=exp.DataType.build("TEXT"))
