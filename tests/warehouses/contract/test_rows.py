"""Previews, breakdowns, distinct counts and the time range against the rows themselves."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from tests.warehouses.contract.conftest import Fixture
from tests.warehouses.contract.dataset import COLUMNS, text
from tests.warehouses.contract.test_grid import MARCH, QUOTED, inside

from tripl.warehouses.sql import Base, breakdown, distinct_counts, newest, preview, rows_from, time_range
from tripl.warehouses.sql.busiest import busiest_values

SCALARS = ("name", "count", "ok", "amount", "price", QUOTED)


@pytest.mark.parametrize("names", [SCALARS, ("at",), ("at_naive", "day"), ("ok",)])
def test_a_breakdown_counts_every_combination_exactly(on: Fixture, names: tuple[str, ...]) -> None:
    answer = on.ask(breakdown(on.base, [on.columns[name] for name in names], limit=1000))
    expected = Counter(tuple(text(row[name]) for name in names) for row in on.rows)
    assert {row[:-3]: row[-3] for row in answer} == expected
    assert len(answer) == len(expected)


def test_a_breakdown_has_the_most_common_first_and_knows_what_it_left_out(on: Fixture) -> None:
    names = ("name", QUOTED)
    answer = on.ask(
        breakdown(on.base, [on.columns[name] for name in names], limit=5, time_column=on.columns["at"], window=MARCH)
    )
    rows = inside(on.rows, MARCH)
    tally = Counter(tuple(text(row[name]) for name in names) for row in rows)
    order = sorted(
        tally.items(), key=lambda each: (-each[1], [(part is None, (part or "").encode()) for part in each[0]])
    )
    assert [(row[:2], row[2]) for row in answer] == order[:6]
    assert {row[3:] for row in answer} == {(len(rows), len(tally))}


def test_a_breakdown_without_columns_counts_the_rows(on: Fixture) -> None:
    assert on.ask(breakdown(on.base, [], limit=5)) == [(len(on.rows), len(on.rows), 1)]


def test_nested_values_group_by_their_text(on: Fixture) -> None:
    answer = on.ask(breakdown(on.base, [on.columns["doc"]], limit=10))
    squeezed = Counter({row[0] and row[0].replace(" ", ""): row[1] for row in answer})
    assert squeezed == Counter(row["doc"] and row["doc"].replace(" ", "") for row in on.rows)


def test_distinct_values_are_counted_without_null(on: Fixture) -> None:
    names = (*SCALARS, "day", "doc")
    (answer,) = on.ask(distinct_counts(on.base, [on.columns[name] for name in names]))
    assert answer == tuple(len({row[name] for row in on.rows} - {None}) for name in names)


def test_an_approximate_count_is_near_where_the_engine_offers_one(on: Fixture) -> None:
    (answer,) = on.ask(distinct_counts(on.base, [on.columns["at"]], approximate=True))
    exact = len({row["at"] for row in on.rows} - {None})
    assert abs(answer[0] - exact) <= (exact * 0.15 if on.warehouse.capabilities.approximate_distinct else 0)


@pytest.mark.parametrize("column", ["at", "at_naive", "day"])
def test_the_time_range_is_utc_and_counts_all_rows(on: Fixture, column: str) -> None:
    (answer,) = on.ask(time_range(on.base, on.columns[column]))
    times = [row[column] for row in on.rows if row[column] is not None]
    wall = (_utc(min(times)), _utc(max(times)))
    assert answer == (*wall, len(on.rows))
    assert on.ask(newest(on.base, on.columns[column])) == [(wall[1],)]
    edge = wall[1].replace(tzinfo=UTC)
    earlier = [_utc(time) for time in times if _utc(time) < wall[1]]
    assert on.ask(newest(on.base, on.columns[column], before=edge)) == [(max(earlier),)]
    assert on.ask(rows_from(on.base, on.columns[column], edge)) == [(len(times) - len(earlier),)]


@pytest.mark.spec("W-72")
def test_a_preview_is_bounded_by_rows_and_window(on: Fixture) -> None:
    assert len(on.ask(preview(on.base, limit=7))) == 7
    chosen = [on.columns["name"], on.columns["at"]]
    answer = on.ask(preview(on.base, chosen, limit=1000, time_column=on.columns["at"], window=MARCH))
    assert Counter(answer) == Counter((row["name"], _utc(row["at"])) for row in inside(on.rows, MARCH))


@pytest.mark.spec("W-72", "W-90")
def test_a_preview_keeps_the_values(on: Fixture) -> None:
    table = on.warehouse.query(preview(on.base, limit=1000))
    assert tuple(table.column_names) == COLUMNS
    types = {"at": "timestamp[us, tz=UTC]", "at_naive": "timestamp[us, tz=UTC]", "day": "date32[day]"}
    types |= {"count": "int64", "ok": "bool", "amount": "double", "name": "string"}
    assert {name: str(table.schema.field(name).type) for name in types} == types
    for name in ("day", "name", "count", "ok", "amount", QUOTED):
        assert Counter(table[name].to_pylist()) == Counter(row[name] for row in on.rows)
    for name in ("at", "at_naive"):
        assert Counter(table[name].to_pylist()) == Counter(row[name] and _utc(row[name]) for row in on.rows)


@pytest.mark.spec("W-123")
def test_the_order_of_the_users_query_survives_a_preview(on: Fixture) -> None:
    base = Base.parse(
        'SELECT "count" FROM events WHERE "count" IS NOT NULL ORDER BY "count" DESC', on.base.capabilities
    )
    values = [row[0] for row in on.ask(preview(base, limit=9))]
    assert values == sorted((row["count"] for row in on.rows if row["count"] is not None), reverse=True)[:9]


@pytest.mark.spec("W-123")
@pytest.mark.parametrize(
    "sql",
    [
        "WITH picked AS (SELECT * FROM events WHERE ok) SELECT * FROM picked",
        "SELECT * FROM events WHERE ok UNION ALL SELECT * FROM events WHERE ok AND FALSE",
        "(SELECT * FROM events WHERE ok)",
        "SELECT * FROM events WHERE ok ORDER BY at LIMIT 10000; -- all of them",
    ],
)
def test_any_reading_query_serves_as_the_base(on: Fixture, sql: str) -> None:
    base = Base.parse(sql, on.base.capabilities)
    columns = {each.name: each for each in on.warehouse.columns(base.query)}
    answer = on.ask(breakdown(base, [columns["name"]], limit=100))
    assert {row[0]: row[1] for row in answer} == Counter(row["name"] for row in on.rows if row["ok"])


def _utc(value):
    if not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def test_the_busiest_value_of_each_column_within_each_group(on: Fixture) -> None:
    columns = [on.columns["name"], on.columns["count"]]
    answer = on.ask(busiest_values(on.base, [on.columns[QUOTED]], columns, time_column=on.columns["at"], window=MARCH))
    expected = set()
    rows = inside(on.rows, MARCH)
    for group in {row[QUOTED] for row in rows}:
        for name in ("name", "count"):
            tally = Counter(text(row[name]) for row in rows if row[QUOTED] == group and row[name] is not None)
            value, count = min(tally.items(), key=lambda each: (-each[1], str(each[0]).encode()))
            expected.add((group, name, value, count, len(tally)))
    assert set(answer) == expected
    assert len(answer) == len(expected)
