"""Random instants and values, compared with the reference functions on every engine."""

from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlglot import exp
from tests.warehouses.contract.conftest import Fixture
from tests.warehouses.contract.dataset import text

from tripl.kit.clock import EPOCH, INTERVALS, bucket_start
from tripl.warehouses.base import Column
from tripl.warehouses.sql import Window, breakdown, bucket_counts
from tripl.warehouses.sql.query import Base

QUICK = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
OFFSETS = st.sampled_from((-720, -300, 0, 60, 345, 840))
INSTANTS = st.builds(
    lambda ticks, minutes: (EPOCH + timedelta(microseconds=ticks)).astimezone(timezone(timedelta(minutes=minutes))),
    st.integers(-2 * 10**15, 7 * 10**15),
    OFFSETS,
)
EDGES = st.builds(
    lambda number, width, nudge: datetime(1970, 1, 5, tzinfo=UTC) + number * width + timedelta(microseconds=nudge),
    st.integers(-3000, 3000),
    st.sampled_from(sorted(INTERVALS.values())),
    st.sampled_from((-1, 0, 1)),
)
EVER = Window(datetime(1800, 1, 1, tzinfo=UTC), datetime(2300, 1, 1, tzinfo=UTC))


def values(on: Fixture, type_: str, literals: list[str]) -> tuple[Base, Column, Column]:
    """A base query of the literals, cast to `type_`; its columns: position and value."""
    parts = [
        exp.select(exp.alias_(exp.Literal.number(at), "i"), exp.alias_(exp.cast(exp.Literal.string(each), type_), "v"))
        for at, each in enumerate(literals)
    ]
    query = exp.union(*parts, distinct=False) if len(parts) > 1 else parts[0]
    position, value = on.warehouse.columns(query)
    return Base(query, on.base.capabilities), position, value


@pytest.mark.spec("W-93")
@pytest.mark.parametrize("zoned", [True, False])
@pytest.mark.parametrize("interval", INTERVALS)
@QUICK
@given(instants=st.lists(st.one_of(INSTANTS, EDGES), min_size=1, max_size=20))
def test_the_bucket_of_any_instant(on: Fixture, interval: str, zoned: bool, instants: list[datetime]) -> None:
    shown = [each if zoned else each.astimezone(UTC).replace(tzinfo=None) for each in instants]
    type_ = "TIMESTAMPTZ" if zoned else "TIMESTAMP"
    base, position, value = values(on, type_, [each.isoformat(sep=" ") for each in shown])
    answer = on.ask(bucket_counts(base, value, interval, EVER, group_columns=[position]))
    assert {int(row[1]): row[0] for row in answer} == {
        at: bucket_start(each, interval) for at, each in enumerate(instants)
    }


@QUICK
@given(numbers=st.lists(st.floats(), min_size=1, max_size=20))
def test_the_text_of_any_double(on: Fixture, numbers: list[float]) -> None:
    shown = spelled(on, "DOUBLE", [repr(each) for each in numbers])
    for written, number in zip(shown, numbers, strict=True):
        assert written == text(number) or (2**53 <= abs(number) < 1e19 and float(written or "nan") == number)


@QUICK
@given(numbers=st.lists(st.floats(1e14, 2**53, exclude_max=True), min_size=1, max_size=20))
def test_the_text_of_doubles_where_engines_turn_to_exponents(on: Fixture, numbers: list[float]) -> None:
    signed = [each if at % 2 else -each for at, each in enumerate(numbers)]
    assert spelled(on, "DOUBLE", [repr(each) for each in signed]) == [text(each) for each in signed]


@QUICK
@given(numbers=st.lists(st.floats(width=32, allow_nan=False, allow_infinity=False), min_size=1, max_size=20))
def test_the_text_of_any_single_float_reads_back(on: Fixture, numbers: list[float]) -> None:
    shown = spelled(on, "FLOAT", [repr(each) for each in numbers])
    for written, number in zip(shown, numbers, strict=True):
        assert written is not None
        assert not written.endswith(".0")
        assert np.float32(written) == np.float32(number)


@QUICK
@given(instants=st.lists(INSTANTS, min_size=1, max_size=20))
def test_the_text_of_any_instant(on: Fixture, instants: list[datetime]) -> None:
    assert spelled(on, "TIMESTAMPTZ", [each.isoformat(sep=" ") for each in instants]) == [
        text(each) for each in instants
    ]


PRINTABLE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)


@QUICK
@given(words=st.lists(PRINTABLE, min_size=1, max_size=20))
@pytest.mark.spec("W-120")
def test_any_text_comes_back_as_it_went(on: Fixture, words: list[str]) -> None:
    assert spelled(on, "TEXT", words) == words


def spelled(on: Fixture, type_: str, literals: list[str]) -> list[str | None]:
    base, position, value = values(on, type_, literals)
    answer = on.ask(breakdown(base, [position, value], limit=1000))
    return [row[1] for row in sorted(answer, key=lambda row: int(row[0]))]
