"""The usage report: sent where somebody wants it, once a day, and shown whole to whoever runs the instance."""

import json
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import delete
from tests.factories.alerts import make_destination, make_rule
from tests.factories.plan import make_event, make_event_type
from tests.factories.scans import make_scan_of
from tests.factories.sources import make_source
from tests.fakes.receiver import Answer, Receiver
from tests.plugins.api import open_client

from tripl import __version__, policies
from tripl.features.collection import service as collection
from tripl.features.collection.service.recurring import JOBS
from tripl.features.usage.schemas import UsagePolicy
from tripl.features.usage.service import bucket, report
from tripl.features.usage.tasks import REPORT
from tripl.kit.clock import utcnow
from tripl.models.system import PeriodicJob, UsageReport
from tripl.preflight import warnings


def send(transaction, policy, now):
    report(transaction, policy, now, lambda session: collection.completed(session, REPORT, now))


@pytest.fixture
def policy(make_settings):
    def make(**given):
        return policies.filled(make_settings(**given))[UsagePolicy]

    return make


@pytest.fixture
def transaction(sessions):
    @contextmanager
    def begin():
        with sessions() as session, session.begin():
            yield session

    return begin


@pytest.fixture
def shown(make_app, owner):
    def ask(policy):
        client = open_client(make_app(policies={UsagePolicy: policy}))
        client.cookies = owner.cookies
        answer = client.get("/platform/settings/telemetry")
        assert answer.status_code == 200, answer.text
        return answer.json()

    return ask


@pytest.fixture
def held(session, project):
    """One of each, under names that may not leave."""
    source = make_source(session, project, name="canary-source", host="canary-host.internal")
    scan = make_scan_of(session, project, source, name="canary-scan")
    make_rule(session, make_destination(session, project), name="canary-rule")
    kind = make_event_type(session, project, name="canary-type")
    for number in range(12):
        make_event(session, kind, name=f"canary-{number}")
    session.commit()
    return scan


@pytest.mark.spec("O-105")
def test_nothing_is_sent_unless_it_is_switched_on(policy, transaction, session, shown, make_settings):
    with Receiver() as receiver:
        for given, state in (
            ({}, "off"),
            ({"telemetry_endpoint": receiver.url}, "off"),
            ({"telemetry_enabled": True}, "no_endpoint"),
            ({"telemetry_enabled": True, "telemetry_endpoint": receiver.url, "do_not_track": "1"}, "do_not_track"),
            ({"telemetry_enabled": True, "telemetry_endpoint": receiver.url, "do_not_track": "please"}, "do_not_track"),
        ):
            send(transaction, policy(**given), utcnow())
            found = shown(policy(**given))
            assert (found["state"], found["last"]) == (state, None), given
            assert found["document"]["instance"] is None
        assert receiver.requests == []
    assert session.get(PeriodicJob, REPORT).last_completed_at is not None
    assert "TELEMETRY_ENABLED without TELEMETRY_ENDPOINT: no usage report is sent" in warnings(
        make_settings(telemetry_enabled=True)
    )


@pytest.mark.spec("O-105")
def test_the_report_tells_sizes_and_kinds_and_no_name(policy, transaction, shown, held, session):
    with Receiver() as receiver:
        on = policy(telemetry_enabled=True, telemetry_endpoint=f"{receiver.url}/usage", do_not_track="0")
        ahead = shown(on)
        send(transaction, on, utcnow())
        [sent] = receiver.requests
        told = json.loads(sent.body)
        session.expire_all()
        found = shown(on)
        send(transaction, on, utcnow() + timedelta(days=1))
        assert json.loads(receiver.requests[1].body)["instance"] == told["instance"]
    assert (sent.method, sent.path, sent.headers["content-type"]) == ("POST", "/usage", "application/json")
    assert told == {**ahead["document"], "instance": told["instance"]}
    assert found["last"]["document"] == told
    assert found["last"]["outcome"] == "Sent, answered with 200"
    assert set(told) == {
        "format", "instance", "version", "edition", "mode", "python", "engines", "counts", "days_since_install",
    }  # fmt: skip
    assert (told["version"], told["edition"], told["mode"]) == (__version__, "community", "self_hosted")
    assert told["counts"]["events"] == "11-100"
    assert {told["counts"][name] for name in ("projects", "sources", "scans", "event_types", "rules")} == {"1-10"}
    assert told["counts"]["demos"] == "0"
    assert "canary" not in sent.body.decode()


@pytest.mark.spec("O-105")
@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Answer(status=302, headers={"location": "/elsewhere"}), "Refused with status 302"),
        (Answer(status=500), "Refused with status 500"),
        (Answer(hang_up=True), "Not sent: "),
        (Answer(delay=30), "Not sent: The receiver did not answer within"),
    ],
    ids=("redirect", "error", "hang-up", "slow"),
)
def test_a_receiver_that_does_not_take_it_is_asked_once(
    policy, transaction, shown, answer, outcome, session, monkeypatch
):
    with Receiver(always=answer) as receiver:
        on = policy(telemetry_enabled=True, telemetry_endpoint=receiver.url)
        begun = utcnow()
        send(transaction, on, begun)
        assert len(receiver.requests) == 1
        assert utcnow() - begun < timedelta(seconds=8)
    session.expire_all()
    assert shown(on)["last"]["outcome"].startswith(outcome)
    assert session.get(PeriodicJob, REPORT).last_completed_at == begun  # so the slot is not sent again


@pytest.mark.spec("O-105")
def test_private_addresses_stay_refused_where_outgoing_calls_are_public(policy, transaction, shown, session):
    with Receiver() as receiver:
        on = policy(telemetry_enabled=True, telemetry_endpoint=receiver.url, outbound_public_hosts_only=True)
        send(transaction, on, utcnow())
        assert receiver.requests == []
    session.expire_all()
    assert shown(on)["last"]["outcome"].startswith("Not sent: ")


def test_sizes():
    assert [bucket(n) for n in (0, 1, 10, 11, 100, 101, 1000, 1001)] == [
        "0", "1-10", "1-10", "11-100", "11-100", "101-1000", "101-1000", "1000+",
    ]  # fmt: skip


@pytest.mark.spec("O-39")
def test_its_slot_is_at_thirteen_past_seven():
    [job] = [job for job in JOBS if job.task == REPORT]
    slot = job.slot(utcnow())
    assert (job.every, slot.hour, slot.minute) == ("1d", 7, 13)


@pytest.fixture(autouse=True)
def _nothing_stays(sessions):
    yield
    with sessions() as session, session.begin():
        session.execute(delete(UsageReport))
        session.execute(delete(PeriodicJob).where(PeriodicJob.name == REPORT))
