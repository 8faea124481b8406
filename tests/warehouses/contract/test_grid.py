"""Counts on the time grid against the same counts made in Python."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest
from tests.warehouses.contract.conftest import Fixture
from tests.warehouses.contract.dataset import text

from tripl.kit.clock import INTERVALS, bucket_start
from tripl.warehouses.sql import Window, bucket_counts, grid_counts, top_values

ALL = Window(datetime(1960, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC))
MARCH = Window(datetime(2026, 3, 9, tzinfo=UTC), datetime(2026, 3, 30, tzinfo=UTC))
QUOTED = 'Bücher "quoted"'


def instant(value):
    """The UTC instant a time column stands for: naive is UTC, a date is its midnight."""
    if value is None:
        return None
    if not isinstance(value, datetime):
        return datetime.combine(value, time(), UTC)
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def inside(rows, window, column="at"):
    return [row for row in rows if row[column] is not None and window.start <= instant(row[column]) < window.end]


@pytest.mark.spec("W-75", "W-92", "W-93", "W-90")
@pytest.mark.parametrize("interval", INTERVALS)
@pytest.mark.parametrize("column", ["at", "at_naive"])
def test_every_interval_falls_on_the_reference_grid(on: Fixture, column: str, interval: str) -> None:
    counted = on.ask(bucket_counts(on.base, on.columns[column], interval, ALL))
    expected = Counter(bucket_start(instant(row[column]), interval) for row in inside(on.rows, ALL, column))
    assert dict(counted) == expected
    assert all(bucket.utcoffset() == timedelta(0) for bucket, _ in counted)


@pytest.mark.spec("W-95", "W-98")
@pytest.mark.parametrize("interval", ["1d", "1w"])
def test_a_date_counts_at_its_utc_midnight(on: Fixture, interval: str) -> None:
    counted = on.ask(bucket_counts(on.base, on.columns["day"], interval, MARCH))
    expected = Counter(bucket_start(instant(row["day"]), interval) for row in inside(on.rows, MARCH, "day"))
    assert dict(counted) == expected


@pytest.mark.spec("W-91")
@pytest.mark.parametrize("column", ["at", "at_naive", "day"])
def test_adjacent_windows_tile(on: Fixture, column: str) -> None:
    edges = [MARCH.start + timedelta(days=7 * week) for week in range(4)]
    parts = [Window(*pair) for pair in pairwise(edges)]
    counted = [
        sum(count for _, count in on.ask(bucket_counts(on.base, on.columns[column], "1d", part))) for part in parts
    ]
    assert sum(counted) == len(inside(on.rows, MARCH, column))
    assert counted == [len(inside(on.rows, part, column)) for part in parts]


@pytest.mark.spec("W-75", "W-120")
def test_groups_keep_null_empty_and_odd_names_apart(on: Fixture) -> None:
    groups = [on.columns["name"], on.columns[QUOTED]]
    counted = on.ask(bucket_counts(on.base, on.columns["at"], "1w", MARCH, group_columns=groups))
    expected = Counter((bucket_start(row["at"], "1w"), row["name"], row[QUOTED]) for row in inside(on.rows, MARCH))
    assert {row[:-1]: row[-1] for row in counted} == expected


@pytest.mark.spec("W-76")
def test_one_statement_counts_the_whole_grid(on: Fixture) -> None:
    statement = grid_counts(
        on.base,
        on.columns["at"],
        "1d",
        MARCH,
        identity_columns=[on.columns["name"], on.columns["ok"]],
        breakdown_columns=[on.columns[QUOTED], on.columns["amount"], on.columns["ok"]],
    )
    expected: Counter[tuple[object, ...]] = Counter()
    for row in inside(on.rows, MARCH):
        key = (bucket_start(row["at"], "1d"), row["name"], text(row["ok"]))
        expected[*key, None, None, False] += 1
        for column in (QUOTED, "amount", "ok"):
            expected[*key, column, text(row[column]), False] += 1
    answer = on.ask(statement)
    assert {row[:-1]: row[-1] for row in answer} == expected
    assert len(answer) == len(expected)


@pytest.mark.spec("W-75")
def test_a_grid_without_identity_is_the_total(on: Fixture) -> None:
    answer = on.ask(grid_counts(on.base, on.columns["at"], "1w", MARCH))
    expected = Counter(bucket_start(row["at"], "1w") for row in inside(on.rows, MARCH))
    assert {row[0]: row[-1] for row in answer} == expected


@pytest.mark.spec("W-130", "W-131")
def test_ranking_is_one_query_and_the_rest_folds_into_other(on: Fixture) -> None:
    breakdowns = [on.columns["name"], on.columns["count"]]
    ranked = on.ask(top_values(on.base, on.columns["at"], MARCH, columns=breakdowns, limit=3))
    kept = {}
    for column in ("name", "count"):
        tally = Counter(text(row[column]) for row in inside(on.rows, MARCH))
        best = sorted(tally.items(), key=lambda each: (-each[1], each[0] is None, (each[0] or "").encode()))[:3]
        assert [row[1:] for row in ranked if row[0] == column] == best
        kept[column] = [value for value, _ in best]
    answer = on.ask(
        grid_counts(on.base, on.columns["at"], "1w", MARCH, breakdown_columns=breakdowns, kept=kept),
    )
    expected: Counter[tuple[object, ...]] = Counter()
    for row in inside(on.rows, MARCH):
        bucket = bucket_start(row["at"], "1w")
        expected[bucket, None, None, False] += 1
        for column in ("name", "count"):
            value = text(row[column])
            stays = value in kept[column]
            expected[bucket, column, value if stays else None, not stays] += 1
    assert {row[:-1]: row[-1] for row in answer} == expected


@pytest.mark.spec("W-130")
def test_a_null_among_the_best_stays_apart_from_other(on: Fixture) -> None:
    column = on.columns["ok"]
    answer = on.ask(grid_counts(on.base, on.columns["at"], "1w", ALL, breakdown_columns=[column], kept={"ok": [None]}))
    split = Counter((row[2], row[3]) for row in answer if row[1] == "ok")
    assert set(split) == {(None, False), (None, True)}


@pytest.mark.spec("S-71")
def test_one_row_above_the_cap_tells_that_it_was_reached(on: Fixture) -> None:
    statement = bucket_counts(on.base, on.columns["at"], "15m", ALL)
    total = len(on.ask(statement))
    assert len(on.ask(statement, limit=10)) == 11
    assert len(on.ask(statement, limit=total)) == total


@pytest.mark.spec("W-75")
def test_an_empty_window_has_no_buckets(on: Fixture) -> None:
    window = Window(datetime(2031, 1, 1, tzinfo=UTC), datetime(2031, 1, 2, tzinfo=UTC))
    assert on.ask(bucket_counts(on.base, on.columns["at"], "1h", window, group_columns=[on.columns["name"]])) == []
