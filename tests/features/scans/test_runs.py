"""Runs and leases: one live run, one living holder, terminal states that stay."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.scans import make_job, make_scan_of
from tests.factories.sources import make_source

from tripl.db.outbox import flush_outbox
from tripl.features.scans import service
from tripl.features.scans.errors import StaleFence
from tripl.features.scans.service.jobs import back_off
from tripl.kit.clock import INTERVALS, utcnow
from tripl.kit.errors import Conflict
from tripl.kit.processes import signature
from tripl.models.scans import ScanJob, ScanLease

HOUR = timedelta(hours=1)


@pytest.fixture
def scan(session, project):
    return make_scan_of(session, project, make_source(session, project))


@pytest.fixture
def job(session, scan):
    return service.start(session, scan, trigger="schedule", requested_by=None)


def claimed(session, job, holder):
    lease = service.claim(session, job.id, holder)
    assert lease is not None
    return lease


def silence(session, job, seconds):
    """The holder was last heard of so long ago."""
    then = utcnow() - timedelta(seconds=seconds)
    session.query(ScanLease).filter_by(job_id=job.id).update({"heartbeat_at": then})
    session.query(ScanJob).filter_by(id=job.id).update({"progressed_at": then})
    session.expire_all()


@pytest.mark.spec("S-70", "S-70a")
def test_only_one_live_run_a_scan(session, scan, job, queue):
    with pytest.raises(Conflict):
        service.start(session, scan, trigger="manual", requested_by=None)
    session.commit()
    lease = claimed(session, job, "a")
    assert service.finish(session, job.id, lease.fence, "completed")
    assert service.start(session, scan, trigger="manual", requested_by=None).id != job.id


@pytest.mark.spec("O-80")
def test_the_end_of_a_run_counts_once_and_only_after_its_commit(session, scan, job, heard):
    lease = claimed(session, job, "a")
    service.finish(session, job.id, lease.fence, "failed", error="Scan failed: as planned")
    assert heard == {}, "nothing is committed yet"
    flush_outbox(session)
    service.finish(session, job.id, lease.fence, "failed", error="Scan failed: again")
    next_ = service.start(session, scan, trigger="manual", requested_by=None)
    service.cancel(session, next_)
    flush_outbox(session)
    assert heard == {("tripl_scan_runs_total", "failed"): 1, ("tripl_scan_runs_total", "cancelled"): 1}


def test_a_living_holder_keeps_the_run_and_a_dead_one_loses_it(session, job):
    first = claimed(session, job, "a")
    assert (first.fence, first.takeover) == (1, False)
    assert service.claim(session, job.id, "b") is None
    assert service.heartbeat(session, job.id, first.fence)
    silence(session, job, 61)
    assert [each.job_id for each in service.stale_leases(session)] == [job.id]
    second = claimed(session, job, "b")
    assert (second.fence, second.takeover) == (2, True)
    assert not service.heartbeat(session, job.id, first.fence)
    service.check_fence(session, job.id, second.fence)
    with pytest.raises(StaleFence):
        service.check_fence(session, job.id, first.fence)
    assert not service.progress(session, job.id, first.fence, rows=1)
    assert not service.finish(session, job.id, first.fence, "failed")
    assert service.finish(session, job.id, second.fence, "completed")


def test_a_holder_whose_process_is_gone_loses_the_run_at_once(session, job):
    sign = "from tripl.kit.processes import signature; print(signature())"
    ended = subprocess.run([sys.executable, "-c", sign], capture_output=True, text=True, check=True).stdout.strip()
    assert service.stale_leases(session) == []
    first = claimed(session, job, ended)
    assert [each.job_id for each in service.stale_leases(session)] == [job.id]
    second = claimed(session, job, signature())
    assert (second.fence, second.takeover) == (first.fence + 1, True)
    assert service.stale_leases(session) == []
    assert service.claim(session, job.id, "b") is None


def test_between_chunks_the_next_worker_claims_at_once_and_a_lost_message_shows(session, job):
    lease = claimed(session, job, "a")
    service.save_cursor(session, job.id, lease.fence, {"next": 3})
    service.release(session, job.id, lease.fence)
    assert service.stale_leases(session) == []
    silence(session, job, 61)
    assert len(service.stale_leases(session)) == 1
    again = claimed(session, job, "b")
    assert again.fence == lease.fence + 1
    session.expire_all()
    assert session.get(ScanJob, job.id).cursor == {"next": 3}


def test_a_lost_first_message_is_found(session, job):
    assert service.stranded(session) == []
    session.query(ScanJob).update({"updated_at": utcnow() - timedelta(seconds=61)})
    assert service.stranded(session) == [job.id]


@pytest.mark.spec("S-70a", "S-73")
def test_terminal_states_stay_and_a_late_success_fills_the_report(session, job):
    lease = claimed(session, job, "a")
    service.progress(session, job.id, lease.fence, rows_read=5)
    service.cancel(session, job)
    assert not service.heartbeat(session, job.id, lease.fence)
    with pytest.raises(StaleFence):
        service.check_fence(session, job.id, lease.fence)
    assert not service.finish(session, job.id, lease.fence, "completed", summary={"metric_points": 9})
    session.expire_all()
    kept = session.get(ScanJob, job.id)
    assert kept.status == "cancelled"
    assert kept.result_summary == {"mode": "metrics_collection", "rows_read": 5, "metric_points": 9}
    with pytest.raises(Conflict, match=r"Scan job is not active \(status: cancelled\)"):
        service.cancel(session, job)
    assert service.claim(session, job.id, "b") is None


@pytest.mark.spec("S-77", "API-63")
def test_progress_is_told_to_the_pages(session, scan, job, bus):
    lease = claimed(session, job, "a")
    before = session.get(ScanJob, job.id).updated_at
    service.progress(session, job.id, lease.fence, chunks=2)
    session.commit()
    flush_outbox(session)
    assert [(kind, data["status"], data["result_summary"].get("chunks")) for _, kind, data in bus.published] == [
        ("job", "pending", None),
        ("job", "running", None),
        ("job", "running", 2),
    ]
    session.expire_all()
    assert session.get(ScanJob, job.id).updated_at > before


@pytest.mark.spec("S-74", "O-73")
def test_scheduled_failures_back_off_and_manual_ones_do_not_count(session, scan):
    def fail(trigger):
        job = service.start(session, scan, trigger=trigger, requested_by=None)
        lease = claimed(session, job, "a")
        service.finish(session, job.id, lease.fence, "failed", error="Scan failed: x")
        session.expire_all()

    for _ in range(2):
        fail("schedule")
    fail("manual")
    assert (scan.failures_in_a_row, scan.retry_after) == (2, None)
    fail("schedule")
    assert scan.failures_in_a_row == 3
    assert utcnow() + HOUR * 0.9 < scan.retry_after <= utcnow() + HOUR
    assert service.due_scans(session, utcnow()) == []
    assert service.due_scans(session, utcnow() + 2 * HOUR) == [scan]


@given(st.integers(0, 40), st.sampled_from(sorted(INTERVALS)))
def test_the_wait_doubles_between_the_interval_and_a_day(failures, interval):
    wait, longer = back_off(failures, interval), back_off(failures + 1, interval)
    if wait is None or longer is None:
        assert failures < 3
    else:
        assert failures >= 3
        assert INTERVALS[interval] <= wait <= longer <= max(INTERVALS[interval], timedelta(hours=24))


@pytest.mark.spec("S-90", "S-2", "O-74")
def test_what_is_due(session, project, scan):
    now = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)
    source = make_source(session, project)
    reached = make_scan_of(session, project, source, collected_to=now.replace(minute=0))
    behind = make_scan_of(session, project, source, collected_to=now.replace(minute=0) - HOUR)
    daily = make_scan_of(session, project, source, interval="1d", collected_to=datetime(2026, 3, 2, tzinfo=UTC))
    make_scan_of(session, project, source, interval=None)
    make_scan_of(session, project, source, time_column=None)
    ended = datetime(2015, 5, 20, 21, tzinfo=UTC)
    make_scan_of(session, project, source, is_static=True, as_of=ended, collected_to=ended)
    grown = make_scan_of(session, project, source, is_static=True, as_of=ended, collected_to=ended - HOUR)
    make_job(session, make_scan_of(session, project, source), status="pending")
    assert {each.id for each in service.due_scans(session, now)} == {scan.id, behind.id, grown.id}
    assert service.next_run(reached) == now.replace(hour=13, minute=0)
    assert service.next_run(daily) == datetime(2026, 3, 3, tzinfo=UTC)
    assert service.next_run(grown) is None


@pytest.mark.spec("S-95", "S-92")
def test_what_was_reached_never_moves_back(session, scan):
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    service.record_collection(session, scan.id, collected_to=now, at=now, last_event_at=now - HOUR)
    service.record_collection(session, scan.id, collected_to=now - HOUR, at=now + HOUR, last_event_at=now - 2 * HOUR)
    assert (scan.collected_to, scan.last_event_at, scan.last_metrics_run_at) == (now, now - HOUR, now + HOUR)
