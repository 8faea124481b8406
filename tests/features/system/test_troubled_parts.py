"""Which parts do not do their work, as the page is told."""

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta

import pytest

from tripl.cli.embedded.report import Report, Trouble
from tripl.features.system import service
from tripl.features.system.schemas import PartsPolicy
from tripl.models.system import PeriodicJob, WorkerHeartbeat

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=1)
FALLING = Trouble("worker", NOW.timestamp(), 4, "MemoryError", "/data/logs/worker.log")


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def troubled(session, *, report=None, since=LONG_AGO):
    found = service.troubled(session, PartsPolicy(report, since), NOW)
    return [(each.part, each.state, each.since) for each in found]


@pytest.fixture
def heard(session):
    """Make the worker and the scheduler heard of, so many seconds ago."""

    def hear(worker: float, scheduler: float) -> None:
        session.merge(WorkerHeartbeat(name="one", slots=2, at=ago(worker)))
        session.merge(WorkerHeartbeat(name="gone", slots=2, at=ago(worker + 5000)))
        session.merge(PeriodicJob(name="system.heartbeat", last_completed_at=ago(scheduler)))
        session.flush()

    return hear


@pytest.mark.spec("O-32")
def test_silence_of_the_worker_and_of_the_scheduler_is_told_apart(session, heard):
    heard(5, 30)
    assert troubled(session) == []
    heard(61, 30)
    assert troubled(session) == [("worker", "silent", ago(61))]
    heard(5, 151)
    assert troubled(session) == [("scheduler", "silent", ago(151))]
    heard(500, 500)  # the scheduler is heard of through a worker only
    assert troubled(session) == [("worker", "silent", ago(500))]


def test_a_start_waits_before_it_misses_anybody(session, heard):
    assert troubled(session, since=ago(50)) == []
    assert troubled(session, since=ago(90)) == [("worker", "silent", ago(90))]
    heard(5000, 5000)  # of the last time
    assert troubled(session, since=ago(50)) == []


def test_what_the_supervisor_reports_comes_first(session, heard, tmp_path):
    report = Report(tmp_path)
    report.write([FALLING, replace(FALLING, name="valkey", reason="")])
    heard(500, 500)
    policy = PartsPolicy(report.path, LONG_AGO)
    worker, broker = service.troubled(session, policy, NOW)
    assert worker.model_dump() == {
        "part": "worker",
        "state": "failing",
        "since": NOW,
        "reason": "MemoryError",
        "log": "/data/logs/worker.log",
    }
    assert (broker.part, broker.state, broker.reason) == ("broker", "failing", None)
    assert report.path.stat().st_mode & 0o077 == 0
    report.write([])
    heard(5, 5)
    assert service.troubled(session, policy, NOW) == []


def test_a_report_that_is_not_there_or_damaged_hides_nothing_else(session, heard, tmp_path):
    heard(61, 5)
    report = tmp_path / "parts.json"
    assert troubled(session, report=report) == [("worker", "silent", ago(61))]
    report.write_text(json.dumps([asdict(FALLING)])[:20])
    assert troubled(session, report=report) == [("worker", "silent", ago(61))]


def test_every_part_of_the_supervisor_has_a_name_on_the_page():
    from tripl.cli.embedded.stack import PARTS

    assert set(service.NAMES) == set(PARTS) - {"migrate"}


def test_whoever_is_signed_in_reads_it(anonymous, viewer):
    assert anonymous.get("/system/troubled-parts").status_code == 401
    assert viewer.get("/system/troubled-parts").json() == []
