"""The numbers of a project."""

import pathlib
import shutil
import socket
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event
from tests.factories.alerts import make_delivery, make_destination, make_rule, make_scan
from tests.factories.projects import make_branch, make_project
from tests.plugins.api import open_client

from tripl.cli.embedded import EmbeddedValkey
from tripl.db.cache import RedisCache, connect_redis
from tripl.db.outbox import announce
from tripl.db.session import transaction
from tripl.features.alerts.service.monitors import summary as monitors
from tripl.features.overview.service import ForgettingBus, ProjectSummaries, cache_key, summarise
from tripl.features.signals.service import open_signals
from tripl.kit.clock import utcnow
from tripl.models.alerts import AlertState
from tripl.models.plan import Event, EventType, Variable
from tripl.models.scans import ScanJob
from tripl.models.signals import Anomaly

HOUR = timedelta(hours=1)
NUMBERS = {
    "event_count", "active_event_count", "archived_event_count", "implemented_event_count",
    "review_pending_event_count", "event_type_count", "variable_count", "metric_count", "scan_count",
    "failing_scan_config_count", "monitoring_signal_count", "firing_monitor_count", "open_incident_count",
    "alert_destination_count", "failing_alert_destination_count", "alert_rule_count",
}  # fmt: skip


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_, __, statement, *___) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def add_events(session, project, branch_id, *statuses: str) -> EventType:
    kind = EventType(project_id=project.id, branch_id=branch_id, name=uuid.uuid4().hex[:8], display_name="Type")
    session.add(kind)
    session.flush()
    for number, status in enumerate(statuses):
        session.add(
            Event(
                project_id=project.id,
                branch_id=branch_id,
                event_type_id=kind.id,
                name=f"e{number}",
                status=status,
                source_name=f"e{number}",
            )
        )
    session.flush()
    return kind


def add_signal(session, project, scan, scope_ref: str, **over) -> Anomaly:
    bucket = over.pop("bucket", utcnow() - HOUR)
    values = {
        "scope_type": "event", "bucket": bucket, "last_bucket": bucket, "actual_count": 3.0, "expected_count": 90.0,
        "lower": 70.0, "upper": 110.0, "stddev": 10.0, "score": 8.7, "direction": "drop", "detector_kind": "default",
        "sigma_used": 4.0, "min_expected_used": 10.0, "detected_at": bucket, **over,
    }  # fmt: skip
    found = Anomaly(project_id=project.id, scan_config_id=scan.id, scope_ref=scope_ref, **values)
    session.add(found)
    session.flush()
    return found


def add_job(session, project, scan, status: str, age: timedelta) -> ScanJob:
    job = ScanJob(
        project_id=project.id, scan_config_id=scan.id, mode="catalog", trigger="manual", status=status,
        created_at=utcnow() - age,
    )  # fmt: skip
    session.add(job)
    session.flush()
    return job


@pytest.mark.spec("SC-10", "SC-2", "API-64")
def test_an_empty_project_has_every_number(owner, project):
    summary = owner.get(f"/projects/{project.slug}").json()["summary"]
    assert set(summary) == NUMBERS | {"latest_scan_job", "latest_signal"}
    assert {summary[name] for name in NUMBERS} == {0}
    assert summary["latest_scan_job"] is summary["latest_signal"] is None


@pytest.mark.spec("G-35", "M-120", "SC-10")
def test_events_are_counted_on_main_only(session, project):
    add_events(session, project, project.main_branch_id, "draft", "in_review", "implemented", "live", "archived")
    add_events(session, project, make_branch(session, project), "live", "live")
    session.add(Variable(project_id=project.id, branch_id=project.main_branch_id, name="country"))
    session.flush()
    summary = summarise(session, [project.id])[project.id]
    assert summary.event_count == 5
    assert summary.active_event_count == 4
    assert summary.archived_event_count == 1
    assert summary.implemented_event_count == 2
    assert summary.review_pending_event_count == 1
    assert (summary.event_type_count, summary.variable_count) == (1, 1)


@pytest.mark.spec("API-64")
def test_failing_scans_and_the_latest_job(session, project):
    mended, failing, fresh = (make_scan(session, project) for _ in range(3))
    add_job(session, project, mended, "failed", 5 * HOUR)
    add_job(session, project, mended, "completed", 4 * HOUR)
    add_job(session, project, failing, "completed", 3 * HOUR)
    add_job(session, project, failing, "failed", 2 * HOUR)
    add_job(session, project, failing, "cancelled", HOUR)
    running = add_job(session, project, fresh, "running", timedelta())
    summary = summarise(session, [project.id])[project.id]
    assert (summary.scan_count, summary.failing_scan_config_count) == (3, 1)
    assert summary.latest_scan_job is not None
    assert summary.latest_scan_job.id == running.id
    assert (summary.latest_scan_job.scan_name, summary.latest_scan_job.status) == (fresh.name, "running")


@pytest.mark.spec("D-71", "API-64")
def test_open_signals(session, project):
    now = utcnow()
    hourly, weekly = make_scan(session, project), make_scan(session, project, interval="1w")
    static = make_scan(session, project, is_static=True, as_of=now - timedelta(days=900))
    add_signal(session, project, hourly, "a")
    newest = add_signal(session, project, hourly, "a", bucket=now - HOUR / 2)
    add_signal(session, project, hourly, "stale", bucket=now - 25 * HOUR)
    add_signal(session, project, hourly, "closed", closed_at=now)
    kind = add_events(session, project, project.main_branch_id, "archived")
    archived = session.query(Event).filter_by(event_type_id=kind.id).one()
    add_signal(session, project, hourly, str(archived.id), event_id=archived.id)
    add_signal(session, project, weekly, "slow", bucket=now - timedelta(days=20))
    add_signal(session, project, weekly, "too old", bucket=now - timedelta(days=22))
    add_signal(session, project, static, "past", bucket=now - timedelta(days=900) - HOUR)
    summary = summarise(session, [project.id])[project.id]
    assert summary.monitoring_signal_count == len(open_signals(session, project.id, expanded=True)) == 3
    assert summary.latest_signal is not None
    assert (summary.latest_signal.bucket, summary.latest_signal.scope_ref) == (newest.bucket, "a")
    assert summary.latest_signal.scan_name == hourly.name


@pytest.mark.spec("API-64", "A-110")
def test_alerts(session, project):
    scan, channel, broken = make_scan(session, project), make_destination(session, project), None
    broken = make_destination(session, project)
    loud, quiet, off = (
        make_rule(session, channel),
        make_rule(session, broken),
        make_rule(session, broken, enabled=False),
    )
    make_delivery(session, loud, scan, status="failed", created_at=utcnow() - HOUR)
    make_delivery(session, loud, scan, status="sent")
    make_delivery(session, quiet, scan, status="sent", created_at=utcnow() - HOUR)
    make_delivery(session, quiet, scan, status="failed")
    incident = uuid.uuid4()
    for rule, ref, is_open in ((loud, "a", True), (loud, "b", True), (quiet, "a", False), (off, "a", True)):
        session.add(
            AlertState(
                project_id=project.id,
                rule_id=rule.id,
                scan_config_id=scan.id,
                scope_type="event",
                scope_ref=ref,
                direction="drop",
                is_open=is_open,
                opened_at=utcnow(),
                last_anomaly_bucket=utcnow(),
                incident_id=incident,
            )
        )
    session.flush()
    summary = summarise(session, [project.id])[project.id]
    assert (summary.alert_destination_count, summary.failing_alert_destination_count) == (2, 1)
    assert (summary.alert_rule_count, summary.firing_monitor_count) == (3, 2)
    assert monitors(session, project).firing_count == 2
    assert summary.open_incident_count == 1


def test_projects_do_not_mix(session, project):
    other = make_project(session)
    add_events(session, project, project.main_branch_id, "live")
    add_events(session, other, other.main_branch_id, "draft", "draft")
    found = summarise(session, [project.id, other.id])
    assert [found[ident].event_count for ident in (project.id, other.id)] == [1, 2]


@pytest.mark.spec("API-64")
def test_the_list_costs_the_same_for_one_and_for_many(owner, project, session, engine):
    with counted(engine) as one:
        assert len(owner.get("/projects").json()) == 1
    for _ in range(7):
        other = make_project(session)
        add_job(session, other, make_scan(session, other), "failed", HOUR)
    session.commit()
    with counted(engine) as many:
        assert len(owner.get("/projects").json()) == 8
    assert len(many) == len(one) <= 6


@pytest.fixture(scope="module")
def valkey() -> Iterator[EmbeddedValkey]:
    folder = pathlib.Path(tempfile.mkdtemp(prefix="tripl-cache-", dir="/tmp"))
    folder.chmod(0o755)
    server = EmbeddedValkey(folder / "data")
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.spec("O-35", "API-43")
def test_a_miss_is_answered_from_postgresql_and_kept(valkey, session, project, engine):
    cache = RedisCache(connect_redis(valkey.url))
    summaries = ProjectSummaries(cache)
    add_events(session, project, project.main_branch_id, "live")
    first = summaries.read(session, [project.id])
    assert first[project.id].event_count == 1
    assert 0 < connect_redis(valkey.url).ttl(cache_key(project.id)) <= 30
    with counted(engine) as statements:
        assert summaries.read(session, [project.id]) == first
    assert statements == []


@pytest.mark.spec("O-35")
def test_a_reader_overtaken_by_a_change_does_not_put_the_old_numbers_back(valkey, session, project, bus):
    cache = RedisCache(connect_redis(valkey.url))

    class Overtaken(RedisCache):
        def put(self, key, value, *, seconds):
            ForgettingBus(bus, cache).publish(str(project.id), "plan", {})
            super().put(key, value, seconds=seconds)

    ProjectSummaries(Overtaken(connect_redis(valkey.url))).read(session, [project.id])
    add_events(session, project, project.main_branch_id, "live")
    assert ProjectSummaries(cache).read(session, [project.id])[project.id].event_count == 1


@pytest.mark.spec("O-35")
@pytest.mark.parametrize(
    "strange", [b"not JSON", b'{"generation": 0, "summary": {"event_count": "many"}}', b'{"event_count": 3}', b"[]"]
)
def test_what_another_program_or_release_kept_is_a_miss(valkey, session, project, strange):
    client = connect_redis(valkey.url)
    client.set(cache_key(project.id), strange, ex=30)
    add_events(session, project, project.main_branch_id, "live")
    assert ProjectSummaries(RedisCache(client)).read(session, [project.id])[project.id].event_count == 1


@pytest.mark.spec("O-35")
def test_a_hanging_cache_is_asked_once_and_then_left_alone(session, project, caplog):
    with socket.create_server(("127.0.0.1", 0)) as mute:
        summaries = ProjectSummaries(RedisCache(connect_redis(f"redis://127.0.0.1:{mute.getsockname()[1]}/0")))
        began = time.monotonic()
        for _ in range(20):
            assert project.id in summaries.read(session, [project.id])
        assert time.monotonic() - began < 3, "each read waited for its own time-out"
    assert "does not answer" in caplog.text


@pytest.mark.spec("O-35")
def test_a_change_ends_what_was_kept(valkey, sessions, session, project, bus):
    cache = RedisCache(connect_redis(valkey.url))
    summaries = ProjectSummaries(cache)
    summaries.read(session, [project.id])
    sessions.kw["info"]["bus"] = ForgettingBus(bus, cache)
    with transaction(sessions) as changing:
        add_events(changing, project, project.main_branch_id, "live")
        announce(changing, project.id, "plan")
        assert cache.get([cache_key(project.id)])
    assert summaries.read(session, [project.id])[project.id].event_count == 1
    assert bus.published == [(str(project.id), "plan", {})]


@pytest.mark.spec("O-35")
def test_without_the_cache_every_answer_comes_from_postgresql(make_app, make_client, settings, project, session):
    """Down, restarted empty, or not configured: slower, never wrong."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="tripl-cache-", dir="/tmp"))
    folder.chmod(0o755)
    server = EmbeddedValkey(folder / "data")
    server.start()
    client = open_client(make_app(cache=RedisCache(connect_redis(server.url))))
    client.cookies = make_client("owner").cookies
    try:
        assert client.get(f"/projects/{project.slug}").json()["summary"]["event_count"] == 0
        server.stop()
        add_events(session, project, project.main_branch_id, "live")
        session.commit()
        assert client.get(f"/projects/{project.slug}").json()["summary"]["event_count"] == 1
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
