"""The store against a plain dictionary: any windows, in any order, on any grid."""

import uuid
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session
from tests.factories.series import collect, make_owner
from tests.fakes.statements import statements

from tripl.features.metrics import service
from tripl.features.metrics.repository import coverage
from tripl.features.metrics.schemas import Counts, SeriesKey, SeriesOwner, State
from tripl.kit.clock import INTERVALS, bucket_at, bucket_number, bucket_start

START = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
TOTAL = SeriesKey("project_total")
KEYS = [TOTAL, *(SeriesKey("event", uuid.UUID(int=n)) for n in range(3)), SeriesKey("project_total", None, "os", None)]
windows = st.lists(
    st.tuples(
        st.integers(0, 300),
        st.lists(st.lists(st.one_of(st.none(), st.integers(1, 9)), min_size=5, max_size=5), min_size=1, max_size=140),
    ),
    min_size=1,
    max_size=4,
)


def stored(session: Session, owner: SeriesOwner, first: int, stop: int) -> dict[tuple[SeriesKey, int], float]:
    """What the store says now: one dictionary entry for every number."""
    held: dict[tuple[SeriesKey, int], float] = {}
    for column in (None, "os"):
        rows = service.find_series(session, scan_config_ids=[owner.scan_config_id], column=column)
        grid = owner.interval
        matrix = service.read_matrix(session, rows, grid, bucket_at(first, grid), bucket_at(stop, grid))
        for row, values in zip(rows, matrix.values, strict=True):
            held |= {(row.key, int(n)): v for n, v in zip(matrix.numbers, values, strict=True) if not np.isnan(v)}
    return held


@pytest.mark.spec("M-3", "M-7", "W-93")
@given(interval=st.sampled_from(list(INTERVALS)), windows=windows)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_store_equals_a_dictionary(session, interval, windows):
    with session.begin_nested() as undo:
        owner = make_owner(session, interval)
        origin = bucket_number(START, interval)
        model: dict[tuple[SeriesKey, int], float] = {}
        for offset, columns in windows:
            first = origin + offset
            stop = first + len(columns)
            values = np.array([[np.nan if v is None else v for v in column] for column in columns], float).T
            service.write_counts(
                session, owner, bucket_at(first, interval), bucket_at(stop, interval), Counts(KEYS, values)
            )
            service.mark_coverage(
                session, owner, bucket_at(first, interval), np.full(len(columns), State.COLLECTED, np.int8)
            )
            model = {(key, n): v for (key, n), v in model.items() if not first <= n < stop}
            for at, column in enumerate(columns):
                model |= {(key, first + at): v for key, v in zip(KEYS, column, strict=True) if v is not None}
        assert stored(session, owner, origin, origin + 500) == model
        undo.rollback()


def test_a_window_replaces_series_it_does_not_name(session):
    """A slice that vanished from the warehouse is nothing now; what lies outside the window stays."""
    owner = make_owner(session)
    collect(session, owner, START, {TOTAL: [1, 2, 3], KEYS[1]: [4, 5, 6]})
    collect(session, owner, START + HOUR, {TOTAL: [7, 8]})
    first = bucket_number(START, "1h")
    assert stored(session, owner, first, first + 3) == {
        (TOTAL, first): 1,
        (TOTAL, first + 1): 7,
        (TOTAL, first + 2): 8,
        (KEYS[1], first): 4,
    }


def test_other_scans_are_left_alone(session):
    one, two = make_owner(session), make_owner(session)
    collect(session, one, START, {TOTAL: [1, 2]})
    collect(session, two, START, {KEYS[1]: [3, 4]})
    collect(session, two, START, {TOTAL: [5, 6]})
    first = bucket_number(START, "1h")
    assert stored(session, one, first, first + 2) == {(TOTAL, first): 1, (TOTAL, first + 1): 2}


def test_only_the_chunk_that_the_next_pass_may_write_is_open(session):
    owner = make_owner(session)
    start = bucket_at(bucket_number(START, "1h") // 128 * 128, "1h")
    collect(session, owner, start, {TOTAL: [1] * 129})
    open_, sealed = (
        session.scalars(text(f"SELECT chunk_no FROM {table} ORDER BY 1")).all()
        for table in ("metric_tail", "metric_chunks")
    )
    assert len(open_) == 2, "buckets 126 and 127 are read again by the next pass"
    assert sealed == []
    collect(session, owner, start + 127 * HOUR, {TOTAL: [1] * 4})
    assert session.scalars(text("SELECT chunk_no FROM metric_chunks")).all() == [open_[0]]
    assert session.scalars(text("SELECT chunk_no FROM metric_tail")).all() == [open_[1]]


def test_replay_writes_into_sealed_chunks(session):
    owner = make_owner(session)
    collect(session, owner, START, {TOTAL: [1] * 400})
    collect(session, owner, START + 5 * HOUR, {TOTAL: [9, 9]})
    first = bucket_number(START, "1h")
    held = stored(session, owner, first, first + 400)
    assert [held[TOTAL, first + at] for at in range(4, 8)] == [1, 9, 9, 1]
    assert session.scalar(text("SELECT count(*) FROM metric_values")) == len(
        session.execute(text("SELECT DISTINCT series_id, chunk_no FROM metric_values")).all()
    )


@pytest.mark.spec("M-5")
def test_zero_is_not_missing(session):
    owner = make_owner(session)
    collect(session, owner, START, {TOTAL: [3, 3], KEYS[1]: [1, 0]})
    rows = service.find_series(session, scan_config_ids=[owner.scan_config_id], scope_type="event")
    end = START + 3 * HOUR
    matrix = service.read_matrix(session, rows, "1h", START, end)
    states = service.read_coverage(session, owner.scan_config_id, "1h", START, end)
    seen = service.counted(matrix.values, states)[0]
    assert seen[:2].tolist() == [1, 0]
    assert np.isnan(seen[2])


def test_coverage_is_read_in_stretches(session):
    owner = make_owner(session)
    states = np.array([1, 1, 3, 2, 2, 0, 1], np.int8)
    service.mark_coverage(session, owner, START + HOUR, states)
    read = service.read_coverage(session, owner.scan_config_id, "1h", START, START + 9 * HOUR)
    assert read.tolist() == [0, *states.tolist(), 0]
    found = service.stretches(read, START, "1h")
    assert [(s.start - START) // HOUR for s in found] == [1, 3, 4, 7]
    assert [s.state for s in found] == [State.COLLECTED, State.LATE, State.MISSING, State.COLLECTED]
    assert coverage.newest(session, owner.scan_config_id, "1h") == bucket_number(START, "1h") + 7


@pytest.mark.parametrize("interval", list(INTERVALS))
def test_people_with_psql_read_points(session, interval):
    owner = make_owner(session, interval)
    start = bucket_start(START, interval)
    collect(session, owner, start, {TOTAL: [n % 5 for n in range(300)]})
    width = INTERVALS[interval]
    (row,) = service.find_series(session, scan_config_ids=[owner.scan_config_id])
    session.execute(text("SET LOCAL search_path TO ''"))
    points = session.execute(
        text("SELECT bucket, value FROM public.metric_points(:id, :from, :to)"),
        {"id": row.id, "from": start + 100 * width + timedelta(seconds=1), "to": start + 205 * width},
    ).all()
    session.execute(text("RESET search_path"))
    assert points == [(start + n * width, n % 5) for n in range(101, 205) if n % 5]


def test_counts_of_another_shape_are_refused(session):
    owner = make_owner(session)
    with pytest.raises(ValueError, match="shape"):
        service.write_counts(session, owner, START, START + HOUR, Counts([TOTAL], np.ones((1, 2))))


def test_a_window_is_written_in_a_few_statements(session):
    owner = make_owner(session)
    collect(session, owner, START, {key: [1] * 24 for key in KEYS})
    with statements(session) as seen:
        collect(session, owner, START + 24 * HOUR, {key: [1] * 3 for key in KEYS})
    assert len(seen) <= 9


def test_another_grid_of_the_same_scan_is_left_out(session):
    """After a change of the interval only the series of the present one are read."""
    owner = make_owner(session)
    collect(session, owner, START, {TOTAL: [1, 2]})
    collect(session, owner._replace(interval="1d"), START, {TOTAL: [3]})
    (row,) = service.find_series(session, scan_config_ids=[owner.scan_config_id])
    assert row.interval == "1h"
