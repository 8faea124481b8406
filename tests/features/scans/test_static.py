from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tripl.features.scans.service.static import end_of_data, looks_static, propose_min_expected, stays_static
from tripl.warehouses.base import Column

NOW = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)
TIME = Column("t", "timestamp", "datetime")


@pytest.mark.parametrize(
    ("age", "interval", "expected"),
    [
        (timedelta(days=6), "1h", False),
        (timedelta(days=8), "1h", True),
        (timedelta(days=8), "1d", False),
        (timedelta(days=11), "1d", True),
        (timedelta(days=60), "1w", False),
        (timedelta(days=8), None, True),
    ],
)
def test_old_means_ten_intervals_and_a_week(age, interval, expected):
    assert looks_static(NOW - age, interval, NOW) is expected


def test_the_end_of_data_is_that_of_the_newest_complete_bucket():
    newest = datetime(2015, 5, 20, 21, 5, 59, tzinfo=UTC)
    assert end_of_data(newest, "1h", TIME) == datetime(2015, 5, 20, 21, tzinfo=UTC)
    day = datetime(2015, 5, 20, tzinfo=UTC)
    assert end_of_data(day, "1d", Column("t", "date", "date")) == day + timedelta(days=1)


def test_static_turns_live_only_when_fresh_rows_arrive():
    as_of = datetime(2015, 5, 20, 21, tzinfo=UTC)
    assert stays_static(as_of, as_of + timedelta(minutes=5), "1h", NOW)
    assert stays_static(as_of, as_of + timedelta(days=300), "1h", NOW)
    assert not stays_static(as_of, NOW - timedelta(hours=1), "1h", NOW)
    assert stays_static(None, NOW, "1h", NOW)


@given(st.lists(st.floats(0, 1e9), max_size=50), st.floats(1, 100))
def test_the_proposal_grows_with_volume_within_its_bounds(counts, factor):
    low, high = propose_min_expected(counts), propose_min_expected([each * factor for each in counts])
    assert 5 <= low <= high <= 50
    assert propose_min_expected([119.0] * 80) == 12
