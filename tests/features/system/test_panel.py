"""The System page: what answers, who works, which schema, and what got stuck."""

import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from tests.cli.conftest import open_folder
from tests.factories.alerts import make_delivery, make_destination, make_rule
from tests.factories.scans import make_job, make_scan_of
from tests.factories.sources import make_source
from tests.plugins.api import make_wiring, open_client

from tripl import __version__, policies
from tripl.cli.embedded import EmbeddedValkey
from tripl.features.system import service
from tripl.features.system.schemas import SystemPolicy
from tripl.kit.clock import utcnow
from tripl.migrations.shipped import shipped_heads
from tripl.models.system import PeriodicJob, WorkerHeartbeat

CLOSED = "redis://127.0.0.1:1/0"


@pytest.fixture
def panel(make_app, settings, owner):
    def make(**over):
        policy = replace(policies.filled(settings)[SystemPolicy], broker=lambda: True, **over)
        client = open_client(make_app(policies={SystemPolicy: policy}))
        client.cookies = owner.cookies
        answer = client.get("/system")
        assert answer.status_code == 200, answer.text
        return answer.json()

    return make


@pytest.mark.spec("CF-18", "O-31")
def test_all_well(panel, session):
    now = utcnow()
    session.add(WorkerHeartbeat(name="celery@one", slots=4, at=now))
    session.add(WorkerHeartbeat(name="celery@gone", slots=8, at=now - timedelta(hours=2)))
    session.add(PeriodicJob(name=service.TICK, last_completed_at=now))
    session.commit()
    [head] = shipped_heads()
    found = panel()
    assert (found["version"], found["database"], found["broker"], found["cache"]) == (
        __version__, "reachable", "reachable", "unset",
    )  # fmt: skip
    assert found["database_schema"] == {"state": "current", "revision": head, "shipped": head}
    workers = [(each["name"], each["slots"], each["alive"]) for each in found["workers"]]
    assert workers == [("celery@one", 4, True), ("celery@gone", 8, False)]
    assert found["beat_at"] is not None
    assert (found["troubled"], found["stuck_runs"], found["stuck_deliveries"]) == ([], [], [])


@pytest.mark.spec("O-31")
def test_another_revision_is_told_without_a_direction(panel, session):
    session.execute(text("UPDATE alembic_version SET version_num = '29990101_0000'"))
    session.commit()
    [head] = shipped_heads()
    assert panel()["database_schema"] == {"state": "differs", "revision": "29990101_0000", "shipped": head}


@pytest.mark.spec("O-31")
def test_a_table_that_cannot_be_read_and_a_head_that_is_not_known(panel, session):
    assert service._schema("a", None).state == "head_unknown"
    session.execute(text("ALTER TABLE alembic_version RENAME TO elsewhere"))
    session.commit()
    found = panel()
    assert (found["database_schema"]["state"], found["database_schema"]["revision"]) == ("unknown", None)
    assert found["stuck_runs"] == []  # the rest of the panel is there


@pytest.mark.spec("O-31")
def test_the_shipped_head_is_read_once_a_process():
    service.shipped_head.cache_clear()
    assert [service.shipped_head() for _ in range(3)] == list(shipped_heads()) * 3
    assert (service.shipped_head.cache_info().misses, service.shipped_head.cache_info().hits) == (1, 2)


@pytest.mark.spec("CF-18")
def test_what_got_stuck_is_listed_with_the_way_to_it(panel, session, project):
    long_ago = utcnow() - timedelta(hours=1)
    scan = make_scan_of(session, project, make_source(session, project), name="nightly")
    waiting = make_job(session, scan, status="pending", created_at=long_ago, updated_at=long_ago)
    other = make_scan_of(session, project, make_source(session, project), name="hourly")
    lost = make_job(session, other, status="running", started_at=long_ago, created_at=long_ago, updated_at=long_ago)
    third = make_scan_of(session, project, make_source(session, project), name="well")
    make_job(session, third, status="pending")
    rule = make_rule(session, make_destination(session, project), name="drops")
    stuck = make_delivery(session, rule, scan, status="pending", next_attempt_at=long_ago)
    make_delivery(session, rule, scan, status="pending", next_attempt_at=utcnow() + timedelta(minutes=1))
    session.commit()
    found = panel()
    runs = {each["job_id"]: (each["scan_name"], each["project_slug"], each["status"]) for each in found["stuck_runs"]}
    assert runs == {
        str(waiting.id): ("nightly", project.slug, "pending"),
        str(lost.id): ("hourly", project.slug, "running"),
    }
    [delivery] = found["stuck_deliveries"]
    assert (delivery["delivery_id"], delivery["rule_name"], delivery["destination_name"]) == (
        str(stuck.id), "drops", "Ops",
    )  # fmt: skip


@pytest.mark.spec("CF-18")
def test_a_broker_and_a_cache_that_are_away_are_told(make_settings, sessions, owner, make_app):
    settings = make_settings(
        debug=True, session_cookie_secure=False, redis_url=CLOSED, rabbitmq_url="amqp://127.0.0.1:1//"
    )
    policy = make_wiring(settings, sessions).policy(SystemPolicy)
    assert policy.cache is not None
    assert (policy.broker(), policy.cache()) == (False, False)
    client = open_client(make_app(policies={SystemPolicy: policy}))
    client.cookies = owner.cookies
    found = client.get("/system").json()
    assert (found["broker"], found["cache"]) == ("unreachable", "unreachable")


@pytest.mark.spec("CF-18")
def test_a_broker_and_a_cache_that_answer():
    folder = open_folder()
    try:
        with EmbeddedValkey(folder / "data") as valkey:
            assert policies.broker_answers(valkey.broker_url)
            assert policies.cache_answers(valkey.url)
        assert not policies.broker_answers(valkey.broker_url)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.spec("O-32")
def test_the_panel_says_that_nobody_works(panel, session):
    session.add(WorkerHeartbeat(name="one", slots=1, at=utcnow() - timedelta(hours=1)))
    session.commit()
    from tripl.features.system.schemas import PartsPolicy

    long_ago = utcnow() - timedelta(days=1)
    [part] = service.troubled(session, PartsPolicy(None, long_ago), utcnow())
    assert (part.part, part.state) == ("worker", "silent")
    [worker] = panel()["workers"]
    assert worker["alive"] is False


@pytest.mark.spec("AC-41")
def test_the_panel_is_for_whoever_runs_the_instance(make_client, viewer):
    for client in (viewer, make_client("admin"), make_client("owner", key_scope="write")):
        assert client.get("/system").json() == {"detail": "Platform admin required"}
