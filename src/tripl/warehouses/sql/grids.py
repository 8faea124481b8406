"""Statements over the time grid: one pushed-down pass for a whole grid of series."""

from collections.abc import Callable, Mapping, Sequence

from sqlglot import exp

from tripl.warehouses.base import Column
from tripl.warehouses.sql import names
from tripl.warehouses.sql.buckets import bucket, check_time_column
from tripl.warehouses.sql.query import Base, column, named
from tripl.warehouses.sql.text import as_text, groupable, ordered
from tripl.warehouses.sql.windows import Window, within

Kept = Mapping[str, Sequence[str | None]]


def bucket_counts(
    base: Base, time_column: Column, interval: str, window: Window, *, group_columns: Sequence[Column] = ()
) -> exp.Select:
    """BUCKET, the group columns as text, COUNT: only buckets that have rows."""
    return grid_counts(base, time_column, interval, window, identity_columns=group_columns).select(
        *_grid_head(base, group_columns), named(column("n", "g"), names.COUNT), append=False
    )


def grid_counts(
    base: Base,
    time_column: Column,
    interval: str,
    window: Window,
    *,
    identity_columns: Sequence[Column] = (),
    breakdown_columns: Sequence[Column] = (),
    kept: Kept | None = None,
) -> exp.Select:
    """All series of a scan in one statement.

    One grouping set (bucket, identity) and, for each breakdown column, one (bucket, identity, value). Rows are
    BUCKET, the identity columns as text, BREAKDOWN_COLUMN (null in the plain set), BREAKDOWN_VALUE (null is a
    value too), IS_OTHER, COUNT. `kept` lists, for a breakdown column, the values that stay by themselves (see
    `top_values`); all others fold into one row with IS_OTHER.
    """
    spread = [_Spread(at, each, base, (kept or {}).get(each.name)) for at, each in enumerate(breakdown_columns)]
    keys = ["k", *(f"i{at}" for at in range(len(identity_columns)))]
    source = base.select(
        named(bucket(time_column, interval, base.capabilities), "k"),
        *(named(groupable(each), f"i{at}") for at, each in enumerate(identity_columns)),
        *(part for each in spread for part in each.inner()),
    ).where(within(time_column, window))
    rows: exp.Expr = exp.Count(this=exp.Star())
    if spread and base.capabilities.counts_before_sets:
        source = _counted(source, [*keys, *(key for each in spread for key in each.keys)])
        rows = exp.cast(exp.Sum(this=column("n", "s")), exp.DType.BIGINT)
    grouped = exp.select(
        *(column(key, "s") for key in keys),
        *(part for each in spread for part in each.grouped()),
        named(rows, "n"),
    ).from_(source.subquery("s"))
    sets = [keys, *([*keys, *each.keys] for each in spread)]
    grouped.set("group", _grouping(sets))
    return exp.select(
        *_grid_head(base, identity_columns),
        named(_pick(spread, lambda each: exp.Literal.string(each.column.name), "TEXT"), names.BREAKDOWN_COLUMN),
        named(_pick(spread, lambda each: each.value(), "TEXT"), names.BREAKDOWN_VALUE),
        named(exp.func("COALESCE", _pick(spread, lambda each: each.other(), "BOOLEAN"), exp.false()), names.IS_OTHER),
        named(column("n", "g"), names.COUNT),
    ).from_(grouped.subquery("g"))


def top_values(base: Base, time_column: Column, window: Window, *, columns: Sequence[Column], limit: int) -> exp.Select:
    """The `limit` most common values of each column over the whole window, ranked once and without buckets.

    BREAKDOWN_COLUMN, BREAKDOWN_VALUE (text; null is a value too), COUNT; ties fall by the value's bytes.
    """
    check_time_column(time_column, None, base.capabilities)
    spread = [_Spread(at, each, base, None) for at, each in enumerate(columns)]
    source = base.select(*(part for each in spread for part in each.inner())).where(within(time_column, window))
    grouped = exp.select(
        *(part for each in spread for part in each.grouped()), named(exp.Count(this=exp.Star()), "n")
    ).from_(source.subquery("s"))
    grouped.set("group", _grouping([each.keys for each in spread]))
    valued = exp.select(
        named(_pick(spread, lambda each: exp.Literal.string(each.column.name), "TEXT"), "c"),
        named(_pick(spread, lambda each: each.value(), "TEXT"), "v"),
        named(column("n", "g"), "n"),
    ).from_(grouped.subquery("g"))
    ranked = _ranked(valued, base)
    return (
        exp.select(
            named(column("c", "r"), names.BREAKDOWN_COLUMN),
            named(column("v", "r"), names.BREAKDOWN_VALUE),
            named(column("n", "r"), names.COUNT),
        )
        .from_(ranked.subquery("r"))
        .where(exp.LTE(this=column("r", "r"), expression=exp.Literal.number(limit)))
        .order_by(column("c", "r"), column("r", "r"))
    )


def _ranked(valued: exp.Select, base: Base) -> exp.Select:
    """The values `v` of each column `c` with their rank `r` by count `n`."""
    order = [
        exp.Ordered(this=column("n", "v"), desc=True),
        exp.Ordered(this=ordered(column("v", "v"), base.capabilities), nulls_first=False),
    ]
    rank = exp.Window(this=exp.RowNumber(), partition_by=[column("c", "v")], order=exp.Order(expressions=order))
    return exp.select(*(column(each, "v") for each in "cvn"), named(rank, "r")).from_(valued.subquery("v"))


class _Spread:
    """One breakdown column inside the grid: its inner keys, its grouping flag and its rendered value."""

    def __init__(self, at: int, column_: Column, base: Base, kept: Sequence[str | None] | None) -> None:
        self.column = column_
        self._at = at
        self._base = base
        self._kept = kept
        self.keys = [f"b{at}"] if kept is None else [f"b{at}", f"o{at}"]

    def inner(self) -> list[exp.Expr]:
        own = groupable(self.column)
        if self._kept is None:
            return [named(own, f"b{self._at}")]
        text = as_text(self.column, own, self._base.capabilities)
        stays = _stays(text, self._kept)
        return [
            named(exp.case().when(stays, text.copy()), f"b{self._at}"),
            named(exp.not_(exp.paren(stays.copy())), f"o{self._at}"),
        ]

    def grouped(self) -> list[exp.Expr]:
        flag = exp.Grouping(expressions=[column(self.keys[0], "s")])
        return [*(column(key, "s") for key in self.keys), named(flag, f"g{self._at}")]

    def present(self) -> exp.Expr:
        return column(f"g{self._at}", "g").eq(0)

    def value(self) -> exp.Expr:
        own = column(f"b{self._at}", "g")
        return own if self._kept is not None else as_text(self.column, own, self._base.capabilities)

    def other(self) -> exp.Expr:
        return exp.false() if self._kept is None else column(f"o{self._at}", "g")


def _stays(text: exp.Expr, kept: Sequence[str | None]) -> exp.Expr:
    values = [exp.Literal.string(value) for value in kept if value is not None]
    known = exp.In(this=text.copy(), expressions=values) if values else exp.false()
    return exp.case().when(text.copy().is_(exp.null()), exp.convert(None in kept)).else_(known)


def _counted(source: exp.Select, keys: Sequence[str]) -> exp.Select:
    """Rows of every full combination, so that the grouping sets add up few numbers instead of many rows."""
    return (
        exp.select(*(column(key, "r") for key in keys), named(exp.Count(this=exp.Star()), "n"))
        .from_(source.subquery("r"))
        .group_by(*(column(key, "r") for key in keys))
    )


def _grid_head(base: Base, identity_columns: Sequence[Column]) -> list[exp.Expr]:
    shown = (
        named(as_text(each, column(f"i{at}", "g"), base.capabilities), each.name)
        for at, each in enumerate(identity_columns)
    )
    return [named(column("k", "g"), names.BUCKET), *shown]


def _grouping(sets: Sequence[Sequence[str]]) -> exp.Group:
    if len(sets) == 1:
        # PostgreSQL counts a plain GROUP BY in parallel, grouping sets never.
        return exp.Group(expressions=[column(key, "s") for key in sets[0]])
    tuples = [exp.Tuple(expressions=[column(key, "s") for key in keys]) for keys in sets]
    return exp.Group(grouping_sets=[exp.GroupingSets(expressions=tuples)])


def _pick(spread: Sequence[_Spread], part: Callable[["_Spread"], exp.Expr], type_: str) -> exp.Expr:
    """CASE over the grouping flags: the part that belongs to the set a row comes from, else null."""
    if not spread:
        return exp.cast(exp.null(), type_)
    choice = exp.case()
    for each in spread:
        choice = choice.when(each.present(), part(each))
    return choice
