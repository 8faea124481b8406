"""Deaths, stops and slots: whatever happens in between, the counts are those of an undisturbed run."""

import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session
from tests.features.collection.test_counts import HOUR, START, collected, hits, make, reference

from tripl.db.session import transaction
from tripl.features.collection import service
from tripl.features.collection.service import housekeeping, running
from tripl.features.scans import service as scans
from tripl.features.scans.errors import StaleFence
from tripl.kit.clock import utcnow
from tripl.models.scans import ScanConfig, ScanJob, ScanLease

WORKER = """
import pathlib, sys, uuid
from tests.fakes.outbox import RecordingBus, RecordingQueue
from tripl.db.engine import make_engine
from tripl.db.session import make_sessions, transaction
from tripl.features.collection import service
from tripl.features.collection.schemas import Work
from tripl.features.scans.schemas import ScanPolicy
from tripl.features.sources.schemas import SourcePolicy
url, folder, job = sys.argv[1:]
sessions = make_sessions(make_engine(url, size=1, overflow=1, name="victim"), RecordingQueue(), RecordingBus())
work = Work(lambda: transaction(sessions), SourcePolicy(file_dirs=(folder,)), ScanPolicy(), holder="victim")
service.advance(work, uuid.UUID(job))
"""


def begun(committing, shop, tmp_path, rows) -> tuple[ScanConfig, ScanJob]:
    """A run whose first task is done: the catalog is there, and several chunks are to be counted."""
    with transaction(committing) as session:
        scan = make(session, shop, tmp_path, rows)
        job = scans.start(session, scan, trigger="manual", requested_by=None)
    return scan, job


def small_chunks(committing, job: ScanJob, buckets: int = 20) -> None:
    with transaction(committing) as session:
        held = session.get_one(ScanJob, job.id)
        held.cursor = {**(held.cursor or {}), "buckets": buckets}


def make_old(session: Session, job_id: uuid.UUID) -> None:
    """As if a minute had passed since anybody was heard of."""
    past = utcnow() - timedelta(seconds=61)
    session.execute(
        text("UPDATE scan_leases SET heartbeat_at = :past WHERE job_id = :id"), {"past": past, "id": job_id}
    )
    session.execute(
        text("UPDATE scan_jobs SET progressed_at = :past, updated_at = :past WHERE id = :id"),
        {"past": past, "id": job_id},
    )


@pytest.mark.spec("S-70a", "O-36")
def test_a_worker_killed_while_it_writes_leaves_the_reference(
    committing, shop, work, drain, queue, tmp_path, postgres_url
):
    rows = hits(60)
    scan, job = begun(committing, shop, tmp_path, rows)
    drain(most=1)
    small_chunks(committing, job)
    drain(most=1)
    with committing() as blocker:
        # The victim waits for the scan's lock in the middle of its writing transaction.
        blocker.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": f"scan-series:{scan.id}"}
        )
        victim = subprocess.Popen(
            [sys.executable, "-c", WORKER, postgres_url, str(tmp_path), str(job.id)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        waiting = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        until = time.monotonic() + 60
        while not blocker.scalar(waiting):
            assert victim.poll() is None, "the victim ended before it wrote"
            assert time.monotonic() < until
            time.sleep(0.05)
        victim.send_signal(signal.SIGKILL)
        victim.wait()
    queue.sent.clear()
    with transaction(committing) as session:
        assert service.sweep(session, utcnow()) == 0, "a lease that was renewed a moment ago is not touched"
    with transaction(committing) as session:
        make_old(session, job.id)
    with transaction(committing) as session:
        assert service.sweep(session, utcnow()) == 1
    drain()
    with transaction(committing) as session:
        done = session.get_one(ScanJob, job.id)
        assert done.status == "completed"
        assert collected(session, scan) == reference(session, scan, rows, START + 60 * HOUR)


def test_a_message_that_meets_a_living_holder_does_nothing(committing, shop, work, drain, queue, tmp_path):
    _, job = begun(committing, shop, tmp_path, hits(20))
    with transaction(committing) as session:
        lease = scans.claim(session, job.id, "somebody else")
    assert lease is not None
    assert drain() == 1
    with transaction(committing) as session:
        held = session.get_one(ScanJob, job.id)
        assert (held.status, held.fence, held.cursor) == ("running", lease.fence, None)
    assert not queue.named("collection.chunk")


def test_a_stale_holder_cannot_write(committing, shop, work, drain, tmp_path):
    """Taken over while it read the warehouse, the first holder finds its fence worth nothing."""
    rows = hits(30)
    scan, job = begun(committing, shop, tmp_path, rows)
    drain(most=1)
    with transaction(committing) as session:
        old = scans.claim(session, job.id, "old")
        make_old(session, job.id)
        new = scans.claim(session, job.id, "new")
        assert old is not None
        assert new is not None
    with transaction(committing) as session, pytest.raises(StaleFence):
        scans.check_fence(session, job.id, old.fence)
    with transaction(committing) as session:
        assert collected(session, scan) == {}


@pytest.mark.spec("S-76")
def test_a_stop_by_hand_keeps_what_was_written(committing, shop, work, drain, queue, tmp_path):
    scan, job = begun(committing, shop, tmp_path, hits(60))
    drain(most=1)
    small_chunks(committing, job)
    drain(most=1)
    with transaction(committing) as session:
        scans.cancel(session, session.get_one(ScanJob, job.id))
    drain()
    with transaction(committing) as session:
        assert session.get_one(ScanJob, job.id).status == "cancelled"
        assert session.get_one(ScanConfig, scan.id).collected_to == START + 20 * HOUR
        assert session.get(ScanLease, job.id) is None


def test_a_stop_while_the_warehouse_reads_frees_the_slot(committing, shop, work, drain, queue, tmp_path):
    """The interrupted statement is no failure; the run that waits for the slot is woken at once."""
    endless = "SELECT a.* FROM hits a, hits b, hits c, hits d WHERE a.bytes + b.bytes + c.bytes + d.bytes < 0"
    rows = [{**row, "bytes": at} for at, row in enumerate(hits(100))]
    with transaction(committing) as session:
        scan = make(session, shop, tmp_path, rows, base_query=endless)
        job = scans.start(session, scan, trigger="manual", requested_by=None)
        other = make(session, shop, tmp_path, rows, name="waits")
        waiting = scans.start(session, other, trigger="manual", requested_by=None)
    queue.sent.clear()
    running_ = threading.Thread(target=service.advance, args=(work, job.id))
    running_.start()
    time.sleep(1)
    with transaction(committing) as session:
        assert session.get(ScanLease, job.id) is not None
        scans.cancel(session, session.get_one(ScanJob, job.id))
    running_.join(timeout=20)
    assert not running_.is_alive()
    with transaction(committing) as session:
        held = session.get_one(ScanJob, job.id)
        assert (held.status, held.error_message) == ("cancelled", None)
        assert session.get(ScanLease, job.id) is None
    assert queue.named("collection.chunk") == [[str(waiting.id)]]


def test_a_stopping_worker_gives_the_run_back(committing, shop, work, drain, queue, tmp_path):
    """It ends within a moment, holds no lease, and the run goes on elsewhere as if nothing had been."""
    rows = hits(40)
    scan, job = begun(committing, shop, tmp_path, rows)
    drain(most=1)
    asked = iter([False] * 2)

    def stopping() -> bool:
        """Not yet when the run is claimed; a moment later yes."""
        return next(asked, True)

    queue.sent.clear()
    began = time.monotonic()
    service.advance(replace(work, stopping=stopping), job.id)
    assert time.monotonic() - began < 8
    with transaction(committing) as session:
        assert session.get(ScanLease, job.id) is None
        assert session.get_one(ScanJob, job.id).status == "running"
    assert queue.named("collection.chunk") == [[str(job.id)]]
    drain()
    with transaction(committing) as session:
        assert collected(session, scan) == reference(session, scan, rows, START + 40 * HOUR)


def test_one_slot_stays_free(committing, shop, work, drain, queue, tmp_path):
    _, job = begun(committing, shop, tmp_path, hits(20))
    now = utcnow()
    with transaction(committing) as session:
        session.execute(text("DELETE FROM worker_heartbeats"))
        assert housekeeping.may_work(session, job.id, now), "one collection may always run"
    service.introduce(work.transaction, "w1", 2)
    service.introduce(work.transaction, "w2", 2)
    try:
        for at, allowed in enumerate((True, True, True, False)):
            with transaction(committing) as session:
                assert housekeeping.may_work(session, job.id, utcnow()) is allowed
                other = make(session, shop, tmp_path, hits(2), name=f"other {at}")
                busy = scans.start(session, other, trigger="manual", requested_by=None)
                assert scans.claim(session, busy.id, f"w{at}")
    finally:
        with transaction(committing) as session:
            session.execute(text("DELETE FROM worker_heartbeats"))


@pytest.mark.spec("O-42")
def test_a_lost_message_is_sent_again(committing, shop, queue, tmp_path):
    _, job = begun(committing, shop, tmp_path, hits(5))
    queue.sent.clear()
    with transaction(committing) as session:
        assert service.sweep(session, utcnow()) == 0
        make_old(session, job.id)
    with transaction(committing) as session:
        assert service.sweep(session, utcnow()) == 1
    assert queue.named("collection.chunk") == [[str(job.id)]]


def test_a_run_that_kills_its_workers_is_given_up(committing, shop, work, queue, tmp_path):
    _, job = begun(committing, shop, tmp_path, hits(5))
    for _ in range(running.MOST_TAKEOVERS + 1):
        with transaction(committing) as session:
            running._claim(session, work, job.id)
            make_old(session, job.id)
    service.advance(work, job.id)
    with transaction(committing) as session:
        held = session.get_one(ScanJob, job.id)
        assert (held.status, held.error_message) == ("failed", running.GAVE_UP)


@pytest.mark.spec("S-72")
def test_a_source_that_is_gone_fails_the_run_in_words(committing, shop, work, drain, tmp_path):
    _, job = begun(committing, shop, tmp_path, hits(5))
    (tmp_path / "hits.csv.gz").unlink()
    drain()
    with transaction(committing) as session:
        held = session.get_one(ScanJob, job.id)
        assert held.status == "failed"
        assert (held.error_message or "").startswith("Scan failed: ")
        assert session.get(ScanLease, job.id) is None


def test_a_catalog_run_says_why_there_are_no_points(committing, shop, drain, tmp_path):
    with transaction(committing) as session:
        scan = make(session, shop, tmp_path, hits(5), interval=None)
        job = scans.start(session, scan, trigger="manual", requested_by=None)
    drain()
    with transaction(committing) as session:
        report = session.get_one(ScanJob, job.id).result_summary or {}
        assert report["sentences"][-1].startswith("This scan only keeps the catalog")


@pytest.mark.parametrize(
    ("trigger", "rows", "mode"),
    [
        ("manual", 5, "manual_collection"),
        ("manual", 1, "manual_collection"),
        ("schedule", 5, "metrics_collection"),
    ],
)
def test_a_report_keeps_who_asked_for_the_run(committing, shop, drain, tmp_path, trigger, rows, mode):
    with transaction(committing) as session:
        scan = make(session, shop, tmp_path, hits(rows))
        job = scans.start(session, scan, trigger=trigger, requested_by=None)
    drain()
    with transaction(committing) as session:
        held = session.get_one(ScanJob, job.id)
        assert held.status == "completed", held.error_message
        assert (held.result_summary or {})["mode"] == mode


def test_the_scheduler_leaves_a_mark(committing):
    with transaction(committing) as session:
        service.tick(session, utcnow())
    with transaction(committing) as session:
        at = session.scalar(text("SELECT last_completed_at FROM periodic_jobs WHERE name = 'system.heartbeat'"))
        assert utcnow() - at < timedelta(seconds=30)


@pytest.mark.spec("S-73")
def test_a_living_holder_that_gets_nowhere_is_given_up(committing, shop, work, drain, queue, tmp_path):
    """Its heartbeat alone is no progress. What was counted stays, its late writes do not, and the next run is woken."""
    scan, job = begun(committing, shop, tmp_path, hits(60))
    drain(most=1)
    small_chunks(committing, job)
    drain(most=1)
    with transaction(committing) as session:
        other = make(session, shop, tmp_path, hits(2), name="waits")
        waiting = scans.start(session, other, trigger="manual", requested_by=None)
        lease = scans.claim(session, job.id, "stuck")
        assert lease is not None
    queue.sent.clear()
    for minutes, swept, status in ((74, 0, "running"), (76, 1, "failed")):
        with transaction(committing) as session:
            session.get_one(ScanJob, job.id).progressed_at = utcnow() - timedelta(minutes=minutes)
        with transaction(committing) as session:
            assert scans.heartbeat(session, job.id, lease.fence), "it lives"
            assert service.sweep(session, utcnow()) == swept
        with transaction(committing) as session:
            assert session.get_one(ScanJob, job.id).status == status
    assert queue.named("collection.chunk") == [[str(waiting.id)]]
    with transaction(committing) as session:
        held = session.get_one(ScanJob, job.id)
        assert "no progress for 75 minutes" in (held.error_message or "")
        assert session.get_one(ScanConfig, scan.id).collected_to == START + 20 * HOUR
        assert session.get(ScanLease, job.id) is None
        assert not scans.heartbeat(session, job.id, lease.fence)
        with pytest.raises(StaleFence):
            scans.check_fence(session, job.id, lease.fence)


@pytest.mark.spec("S-73", "O-42")
def test_a_dead_holder_is_taken_over_however_long_it_was_away(committing, shop, work, drain, queue, tmp_path):
    _, job = begun(committing, shop, tmp_path, hits(5))
    with transaction(committing) as session:
        assert scans.claim(session, job.id, "dead")
        long_ago = utcnow() - timedelta(hours=5)
        session.get_one(ScanJob, job.id).progressed_at = long_ago
        session.get_one(ScanLease, job.id).heartbeat_at = long_ago
    queue.sent.clear()
    with transaction(committing) as session:
        assert service.sweep(session, utcnow()) == 1
        assert session.get_one(ScanJob, job.id).status == "running"
    assert queue.named("collection.chunk") == [[str(job.id)]]


def test_a_worker_of_the_release_before_goes_on_with_an_ordinary_run(committing, shop, drain, tmp_path):
    """It takes these members and no other; a new one would end the run while versions are mixed."""
    _, job = begun(committing, shop, tmp_path, hits(60))
    drain(most=1)
    with transaction(committing) as session:
        stored = session.get_one(ScanJob, job.id).cursor or {}
    known = {"now", "start", "end", "reached", "buckets", "newest", "kept", "chunks", "rows", "points"}
    assert set(stored) == known
