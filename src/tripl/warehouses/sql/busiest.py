"""The most common value of each column within each group: one pass, and one row for each instead of all values."""

from collections.abc import Sequence

from sqlglot import exp

from tripl.warehouses.base import Column
from tripl.warehouses.sql import names
from tripl.warehouses.sql.buckets import check_time_column
from tripl.warehouses.sql.query import Base, column, named
from tripl.warehouses.sql.text import as_text, groupable, ordered
from tripl.warehouses.sql.windows import Window, within

VARIANTS = "__variants"


def busiest_values(
    base: Base,
    group_columns: Sequence[Column],
    value_columns: Sequence[Column],
    *,
    time_column: Column | None = None,
    window: Window | None = None,
) -> exp.Select:
    """The group columns as text, BREAKDOWN_COLUMN, BREAKDOWN_VALUE, COUNT, VARIANTS (number of values).

    Null is no value; ties fall by the value's bytes.
    """
    keys = [f"i{at}" for at in range(len(group_columns))]
    ranked = _ranked(base, keys, value_columns, _grouped(base, group_columns, value_columns, time_column, window))
    shown = [
        named(as_text(each, column(key, "r"), base.capabilities), each.name)
        for key, each in zip(keys, group_columns, strict=True)
    ]
    return (
        exp.select(
            *shown,
            named(column("c", "r"), names.BREAKDOWN_COLUMN),
            named(column("v", "r"), names.BREAKDOWN_VALUE),
            named(column("n", "r"), names.COUNT),
            named(column("d", "r"), VARIANTS),
        )
        .from_(ranked.subquery("r"))
        .where(column("r", "r").eq(1))
    )


def _grouped(
    base: Base,
    group_columns: Sequence[Column],
    value_columns: Sequence[Column],
    time_column: Column | None,
    window: Window | None,
) -> exp.Select:
    source = base.select(
        *(named(groupable(each), f"i{at}") for at, each in enumerate(group_columns)),
        *(named(groupable(each), f"v{at}") for at, each in enumerate(value_columns)),
    )
    if window is not None and time_column is not None:
        check_time_column(time_column, None, base.capabilities)
        source = source.where(within(time_column, window))
    keys = [f"i{at}" for at in range(len(group_columns))]
    values = [f"v{at}" for at in range(len(value_columns))]
    grouped = exp.select(
        *(column(each, "s") for each in (*keys, *values)),
        *(named(exp.Grouping(expressions=[column(each, "s")]), f"g{at}") for at, each in enumerate(values)),
        named(exp.Count(this=exp.Star()), "n"),
    ).from_(source.subquery("s"))
    sets = [exp.Tuple(expressions=[column(each, "s") for each in (*keys, value)]) for value in values]
    grouped.set("group", exp.Group(grouping_sets=[exp.GroupingSets(expressions=sets)]))
    return grouped


def _ranked(base: Base, keys: Sequence[str], value_columns: Sequence[Column], grouped: exp.Select) -> exp.Select:
    which, value = exp.case(), exp.case()
    for at, each in enumerate(value_columns):
        mine = column(f"g{at}", "g").eq(0)
        which = which.when(mine, exp.Literal.string(each.name))
        value = value.when(mine.copy(), as_text(each, column(f"v{at}", "g"), base.capabilities))
    valued = exp.select(
        *(column(key, "g") for key in keys), named(which, "c"), named(value, "v"), named(column("n", "g"), "n")
    ).from_(grouped.subquery("g"))
    group = [column(each, "v") for each in (*keys, "c")]
    order = exp.Order(
        expressions=[
            exp.Ordered(this=column("n", "v"), desc=True),
            exp.Ordered(this=ordered(column("v", "v"), base.capabilities), nulls_first=False),
        ]
    )
    rank = exp.Window(this=exp.RowNumber(), partition_by=group, order=order)
    variants = exp.Window(this=exp.Count(this=exp.Star()), partition_by=[each.copy() for each in group])
    return (
        exp.select(*(column(each, "v") for each in (*keys, "c", "v", "n")), named(rank, "r"), named(variants, "d"))
        .from_(valued.subquery("v"))
        .where(column("v", "v").is_(exp.null()).not_())
    )
