"""Which buckets a run reads, and what it says about those nobody heard of."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.factories.sources import write_csv
from tests.features.collection.test_counts import START, collected, hits, make, reference

from tripl.db.session import transaction
from tripl.features.collection.schemas import Cursor
from tripl.features.collection.service import windows
from tripl.features.metrics import service as metrics
from tripl.features.metrics.schemas import State
from tripl.features.scans import service as scans
from tripl.kit.clock import bucket_start, utcnow
from tripl.models.scans import ScanConfig, ScanJob

NOW = datetime(2026, 3, 10, 12, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
EDGE = datetime(2026, 3, 10, 12, tzinfo=UTC)


def scan(**over: Any) -> Any:
    return SimpleNamespace(
        **{"interval": "1h", "is_static": False, "as_of": None, "collected_to": None, "last_event_at": None, **over}
    )


def cursor(reached: datetime, newest: datetime | None) -> Cursor:
    return Cursor(now=NOW, start=reached, end=EDGE, reached=reached, buckets=10, newest=newest)


@pytest.mark.spec("S-90")
def test_the_first_window_of_a_live_source_is_nine_weeks_at_most():
    assert windows.first_window(scan(), NOW - timedelta(days=400), NOW) == (EDGE - timedelta(weeks=9), EDGE)
    assert windows.first_window(scan(), NOW - 5 * HOUR, NOW) == (EDGE - 5 * HOUR, EDGE)
    assert windows.first_window(scan(), NOW, NOW) is None


def test_a_static_source_is_read_whole_to_its_own_end():
    end = datetime(2015, 5, 20, tzinfo=UTC)
    first = datetime(2012, 1, 1, 0, 30, tzinfo=UTC)
    static = scan(is_static=True, as_of=end)
    assert windows.first_window(static, first, NOW) == (datetime(2012, 1, 1, tzinfo=UTC), end)


@pytest.mark.spec("S-92", "O-108")
def test_later_windows_go_back_two_intervals():
    seen = scan(collected_to=EDGE - HOUR, last_event_at=EDGE - 2 * HOUR)
    assert windows.next_window(seen, NOW) == (EDGE - 3 * HOUR, EDGE)


def test_a_source_that_was_silent_is_read_again_from_where_it_stopped():
    seen = scan(collected_to=EDGE - HOUR, last_event_at=EDGE - 30 * HOUR)
    assert windows.next_window(seen, NOW) == (EDGE - 29 * HOUR, EDGE)


@pytest.mark.spec("S-111")
def test_silence_is_zero_then_late_then_missing():
    short = windows.states(scan(), cursor(EDGE - 6 * HOUR, NOW - 2 * HOUR), EDGE, 120)
    assert set(short.tolist()) == {State.COLLECTED}
    newest = EDGE - 40 * HOUR + timedelta(minutes=10)
    long = windows.states(scan(), cursor(EDGE - 48 * HOUR, newest), EDGE, 120).tolist()
    assert long == [State.COLLECTED] * 9 + [State.MISSING] * 15 + [State.LATE] * 24


def test_ended_data_is_never_late():
    states = windows.states(scan(is_static=True, as_of=EDGE), cursor(EDGE - 48 * HOUR, EDGE - 40 * HOUR), EDGE, 120)
    assert set(states.tolist()) == {State.COLLECTED}


@pytest.mark.parametrize(
    ("interval", "settling", "hours"), [("1h", 120, 3), ("1d", 120, 72), ("15m", 0, 0.5), ("15m", 120, 0.75)]
)
@pytest.mark.spec("S-111")
def test_how_long_silence_is_allowed(interval, settling, hours):
    assert windows.late_after(interval, settling) == timedelta(hours=hours)


def test_chunks_follow_the_number_of_rows():
    year = (EDGE - timedelta(days=365), EDGE)
    assert windows.buckets_a_chunk(year, "1h", 10_000) == windows.MOST
    assert windows.buckets_a_chunk(year, "1h", 10**9) == 175
    assert windows.buckets_a_chunk(year, "1h", 10**12) == windows.FEWEST


@pytest.mark.spec("S-111", "S-79")
def test_a_row_from_the_future_hides_no_silence(committing, shop, drain, tmp_path):
    start = bucket_start(utcnow(), "1h") - 60 * HOUR
    rows = hits(50, start)[:-1]
    strays = [{**rows[0], "event_time": (utcnow() + timedelta(days=days)).isoformat()} for days in (1, 30_000)]
    with transaction(committing) as session:
        scan = make(session, shop, tmp_path, [*rows, *strays], is_static=False)
        job = scans.start(session, scan, trigger="schedule", requested_by=None)
    drain()
    with transaction(committing) as session:
        states = metrics.read_coverage(session, scan.id, "1h", start, start + 60 * HOUR).tolist()
        assert states == [State.COLLECTED] * 50 + [State.LATE] * 10
        told = session.get_one(ScanJob, job.id).result_summary or {}
        assert told["rows_ahead"] == 2
        assert told["warnings"][0].startswith("2 rows lie in the future")
        assert "Passed over 2 rows from the future." in told["sentences"]
        assert (session.get_one(ScanConfig, scan.id).last_event_at or utcnow()) < start + 50 * HOUR


def test_a_file_that_lies_ahead_as_a_whole_keeps_its_own_end(committing, shop, drain, tmp_path):
    start = bucket_start(utcnow(), "1h") + timedelta(days=30)
    with transaction(committing) as session:
        scan = make(session, shop, tmp_path, hits(5, start))
        job = scans.start(session, scan, trigger="manual", requested_by=None)
    drain()
    with transaction(committing) as session:
        assert session.get_one(ScanConfig, scan.id).as_of == start + 5 * HOUR
        assert "rows_ahead" not in (session.get_one(ScanJob, job.id).result_summary or {})


@pytest.mark.spec("M-7", "S-91")
def test_a_live_source_that_stops_is_late_and_heals(committing, shop, drain, tmp_path):
    """The buckets after its newest row are late, not zero; once rows arrive they are counted after all."""
    start = bucket_start(utcnow(), "1h") - 60 * HOUR
    rows = hits(60, start)[:-1]
    stopped = [row for row in rows if datetime.fromisoformat(row["event_time"]) < start + 50 * HOUR]
    with transaction(committing) as session:
        scan = make(session, shop, tmp_path, stopped, is_static=False)
        scans.start(session, scan, trigger="schedule", requested_by=None)
    drain()
    with transaction(committing) as session:
        states = metrics.read_coverage(session, scan.id, "1h", start, start + 60 * HOUR).tolist()
        assert states[:50] == [State.COLLECTED] * 50
        assert set(states[50:]) == {State.LATE}
        assert not session.get_one(ScanConfig, scan.id).is_static, "silence never makes a source static"
    with transaction(committing) as session:
        make_again = session.get_one(ScanConfig, scan.id)

        write_csv(tmp_path, "hits", rows)
        job = scans.start(session, make_again, trigger="schedule", requested_by=None)
    drain()
    with transaction(committing) as session:
        assert session.get_one(ScanJob, job.id).status == "completed"
        states = metrics.read_coverage(session, scan.id, "1h", start, start + 60 * HOUR)
        assert set(states.tolist()) == {State.COLLECTED}
        assert collected(session, scan) == reference(session, scan, rows, start + 60 * HOUR)


def test_a_change_of_the_interval_collects_anew(committing, shop, drain, tmp_path):
    rows = hits(80)
    with transaction(committing) as session:
        scan = make(session, shop, tmp_path, rows)
        scans.start(session, scan, trigger="manual", requested_by=None)
    drain()
    with transaction(committing) as session:
        changed = session.get_one(ScanConfig, scan.id)
        changed.interval, changed.collected_to = "6h", None
        job = scans.start(session, changed, trigger="manual", requested_by=None)
    drain()
    with transaction(committing) as session:
        assert session.get_one(ScanJob, job.id).status == "completed"
        changed = session.get_one(ScanConfig, scan.id)
        assert collected(session, changed) == reference(session, changed, rows, bucket_start(START + 80 * HOUR, "6h"))
