"""A delivery is sent once; what fails is tried again or given up, and says why."""

import json
import threading
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import delete, select
from sqlalchemy.orm import sessionmaker
from tests.factories.accounts import make_organization, word
from tests.factories.alerts import FakeFinding, findings, make_delivery, make_destination, make_rule, make_scan
from tests.factories.projects import make_project
from tests.fakes.outbox import RecordingBus, RecordingQueue
from tests.fakes.receiver import Answer, Receiver
from tests.features.alerts.conftest import LOCAL, PRODUCTION

from tripl.channels.outbound import Outbound
from tripl.channels.transport import Transport
from tripl.db.encrypted import bind_cipher
from tripl.db.session import transaction
from tripl.features.alerts.service import deliver, evaluate, requeue_stranded
from tripl.features.alerts.service.sending import BACK_OFF, MOST_ATTEMPTS, attempt, pause, take
from tripl.kit.clock import utcnow
from tripl.kit.crypto import FernetCipher, PlainCipher
from tripl.models.accounts import Organization
from tripl.models.alerts import AlertDelivery, AlertState
from tripl.models.audit import AuditEntry

MINUTES = timedelta(minutes=1)


class Sender:
    """Sends one stored delivery and looks at what became of it."""

    def __init__(self, session, sessions, delivery_id) -> None:
        self.session, self.sessions, self.id = session, sessions, delivery_id

    def __call__(self, policy=LOCAL) -> Any:
        deliver(lambda: transaction(self.sessions), self.id, policy)
        return self.row()

    def row(self) -> Any:
        query = select(AlertDelivery).where(AlertDelivery.id == self.id)
        return self.session.scalars(query.execution_options(populate_existing=True)).one()


@pytest.fixture
def send(session, sessions, scan, rule):
    evaluate(session, scan.id, None, utcnow(), findings=findings(FakeFinding()))
    session.commit()
    return Sender(session, sessions, session.scalar(select(AlertDelivery.id)))


@pytest.mark.spec("A-81", "A-30")
def test_a_waiting_message_is_sent(send, receiver, session, queue):
    row = send()
    assert (row.status, row.attempts, row.error_message, row.claimed_at) == ("sent", 1, None, None)
    assert row.sent_at is not None
    (got,) = receiver.requests
    assert got.headers["x-tripl-delivery"] == str(row.id)
    body = json.loads(got.body)
    (item,) = body["items"]
    assert (item["actual_count"], item["expected_count"]) == (12, 340)
    assert item["monitoring_url"].startswith("https://tripl.example/o/default/p/shop-")
    assert item["details_url"].endswith(f"/alerting?section=audit&delivery={row.id}")
    state = session.scalar(select(AlertState).execution_options(populate_existing=True))
    assert state.last_delivered_at == row.sent_at
    assert queue.named("alerts.deliver") == []


@pytest.mark.spec("A-81b", "A-82", "O-80")
def test_a_message_that_comes_twice_from_the_broker_is_sent_once(send, receiver, heard):
    send()
    assert send().attempts == 1
    assert len(receiver.requests) == 1
    assert heard == {("tripl_alert_deliveries_total", "sent"): 1}


@pytest.mark.spec("A-83")
def test_a_passing_failure_waits_and_is_tried_again(send, receiver, queue, session):
    receiver.then(Answer(503, b"busy"))
    row = send()
    assert (row.status, row.attempts) == ("pending", 1)
    assert row.error_message == "The receiver answered 503: busy"
    assert 59 < (row.next_attempt_at - utcnow()).total_seconds() < 76
    assert queue.named("alerts.deliver") == [[str(row.id)]]
    assert session.scalar(select(AlertState.last_delivered_at)) is None
    row = send()
    assert (row.status, row.attempts, row.error_message) == ("sent", 2, None)
    first, second = receiver.requests
    assert first.body == second.body
    assert first.headers["x-tripl-delivery"] == second.headers["x-tripl-delivery"]


@pytest.mark.spec("A-83", "O-80")
def test_the_fifth_failure_is_the_last(send, receiver, heard):
    receiver.always = Answer(500)
    for number in range(1, MOST_ATTEMPTS + 1):
        row = send()
        assert heard == ({("tripl_alert_deliveries_total", "failed"): 1} if number == MOST_ATTEMPTS else {})
        assert row.attempts == number
        assert row.status == ("failed" if number == MOST_ATTEMPTS else "pending")
    assert row.next_attempt_at is None
    assert send().attempts == MOST_ATTEMPTS
    assert len(receiver.requests) == MOST_ATTEMPTS


@pytest.mark.spec("A-83", "O-77")
@pytest.mark.parametrize("status", [400, 404, 410])
def test_a_permanent_failure_is_not_tried_again(send, receiver, status, queue, caplog):
    receiver.then(Answer(status, b""))
    row = send()
    assert f"delivery {row.id} failed at attempt 1: The receiver answered {status}" in caplog.messages
    assert (row.status, row.attempts, row.error_permanent) == ("failed", 1, True)
    assert queue.named("alerts.deliver") == []


def test_an_address_that_became_forbidden_fails_before_anything_is_sent(send, receiver):
    row = send(PRODUCTION)
    assert row.status == "failed"
    assert "https" in row.error_message
    assert receiver.requests == []


@pytest.mark.spec("A-85")
@pytest.mark.parametrize(
    ("which", "change", "words"),
    [
        ("destination", {"enabled": False}, "was switched off"),
        ("rule", {"enabled": False}, "was switched off"),
        ("rule", {"muted_until": utcnow() + timedelta(days=3650)}, "was muted"),
    ],
)
def test_what_was_switched_off_since_is_named(send, receiver, request, session, which, change, words):
    owner = request.getfixturevalue(which)
    for name, value in change.items():
        setattr(owner, name, value)
    session.commit()
    row = send()
    assert row.status == "failed"
    assert words in row.error_message
    assert owner.name in row.error_message
    assert receiver.requests == []


@pytest.mark.spec("A-85")
def test_the_address_of_the_moment_counts(send, receiver, destination, session):
    with Receiver() as moved:
        destination.settings = {"target_url": moved.url}
        session.commit()
        assert send().status == "sent"
        assert len(moved.requests) == 1
    assert receiver.requests == []


@pytest.mark.parametrize(("attempts", "seconds"), list(enumerate(BACK_OFF, start=1)))
def test_pauses_grow_and_are_stretched_by_chance(attempts, seconds):
    drawn = {pause(attempts) for _ in range(50)}
    assert min(drawn) >= seconds
    assert max(drawn) <= 1.25 * seconds
    assert len(drawn) > 1


def test_a_receiver_may_ask_for_a_longer_pause_up_to_an_hour():
    assert pause(1, asked=900) == 900
    assert pause(1, asked=1e9) == 3600
    assert pause(3, asked=1) >= 300


class Chase:
    def __init__(self, session, queue, rule, scan) -> None:
        self.session, self.queue, self.rule, self.scan = session, queue, rule, scan
        self.now = utcnow()

    def delivery(self, **over):
        return make_delivery(self.session, self.rule, self.scan, **over)

    def run(self):
        requeue_stranded(self.session, self.now)
        self.session.flush()
        waiting = self.session.info.pop("tripl.after_commit", [])
        for call in waiting:
            call()
        return [ids for (ids,) in self.queue.named("alerts.deliver")]


@pytest.fixture
def chase(session, queue, rule, scan):
    return Chase(session, queue, rule, scan)


@pytest.mark.spec("A-82", "O-71")
def test_a_delivery_nobody_picked_up_for_15_minutes_is_enqueued_again(chase):
    fresh = chase.delivery(next_attempt_at=chase.now - 10 * timedelta(seconds=1))
    old = chase.delivery(next_attempt_at=chase.now - 16 * MINUTES)
    assert chase.run() == [str(old.id)]
    assert (old.attempts, old.status, fresh.attempts) == (1, "pending", 0)


@pytest.mark.spec("A-82", "O-71")
def test_a_sender_that_died_is_replaced_after_15_minutes(chase):
    living = chase.delivery(next_attempt_at=None, claimed_at=chase.now - 14 * MINUTES, attempts=1)
    dead = chase.delivery(next_attempt_at=None, claimed_at=chase.now - 15 * MINUTES, attempts=1)
    assert chase.run() == [str(dead.id)]
    assert (dead.claimed_at, dead.attempts) == (None, 1)
    assert living.claimed_at is not None


@pytest.mark.spec("A-82", "O-71", "O-80")
def test_the_chaser_gives_up_after_five_attempts(chase, heard):
    lost = chase.delivery(next_attempt_at=chase.now - 16 * MINUTES, attempts=5)
    dead = chase.delivery(next_attempt_at=None, claimed_at=chase.now - 20 * MINUTES, attempts=5)
    assert chase.run() == []
    for row in (lost, dead):
        assert row.status == "failed"
        assert row.error_message
    assert heard == {("tripl_alert_deliveries_total", "failed"): 2}


def test_a_retry_whose_message_was_lost_is_enqueued_when_it_is_due(chase):
    due = chase.delivery(next_attempt_at=chase.now - MINUTES, attempts=2)
    chase.delivery(next_attempt_at=chase.now + MINUTES, attempts=2)
    chase.delivery(next_attempt_at=chase.now - 20 * MINUTES, status="failed")
    chase.delivery(next_attempt_at=None, status="sent")
    assert chase.run() == [str(due.id)]
    assert due.attempts == 2


@contextmanager
def committed(engine):
    """Rows that other connections see; taken away afterwards."""
    sessions = sessionmaker(engine, expire_on_commit=False, info={"queue": RecordingQueue(), "bus": RecordingBus()})
    with sessions() as session:
        organization = make_organization(session, slug=f"race-{word()}")
        project = make_project(session, organization)
        session.commit()
        try:
            yield sessions, session, project
        finally:
            session.rollback()
            session.execute(delete(AuditEntry))
            session.execute(delete(Organization).where(Organization.id == organization.id))
            session.commit()


@pytest.mark.spec("A-82")
def test_workers_that_race_for_one_delivery_send_one_request(engine, receiver):
    receiver.always = Answer(delay=0.3)
    with committed(engine) as (sessions, session, project):
        rule = make_rule(session, make_destination(session, project, receiver.url))
        scan = make_scan(session, project)
        evaluate(session, scan.id, None, utcnow(), findings=findings(FakeFinding()))
        session.commit()
        delivery_id = session.scalar(select(AlertDelivery.id).where(AlertDelivery.rule_id == rule.id))
        gate = threading.Barrier(6)

        def work():
            gate.wait()
            deliver(lambda: transaction(sessions), delivery_id, LOCAL)

        workers = [threading.Thread(target=work) for _ in range(6)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        session.expire_all()
        row = session.get(AlertDelivery, delivery_id)
        assert (row.status, row.attempts) == ("sent", 1)
    assert len(receiver.requests) == 1


def test_no_transaction_is_open_while_the_message_is_sent(engine, receiver):
    """A slow receiver holds no connection and no lock."""
    receiver.always = Answer(delay=1)
    with committed(engine) as (sessions, session, project):
        rule = make_rule(session, make_destination(session, project, receiver.url))
        evaluate(session, make_scan(session, project).id, None, utcnow(), findings=findings(FakeFinding()))
        session.commit()
        delivery_id = session.scalar(select(AlertDelivery.id).where(AlertDelivery.rule_id == rule.id))
        worker = threading.Thread(target=deliver, args=(lambda: transaction(sessions), delivery_id, LOCAL))
        worker.start()
        receiver.wait(1)
        row = session.scalar(select(AlertDelivery).where(AlertDelivery.id == delivery_id).with_for_update(nowait=True))
        assert row.status == "pending"
        session.rollback()
        worker.join()
        session.expire_all()
        assert session.get(AlertDelivery, delivery_id).status == "sent"


@pytest.mark.spec("A-82", "A-86")
def test_a_sender_that_dies_after_the_call_leads_to_one_repetition_under_the_same_id(send, receiver, session):
    now = utcnow()
    order = take(session, send.id, LOCAL, now)
    session.commit()
    assert order is not None
    assert attempt(order, Transport(Outbound(public_only=False))) is None  # and here it dies: nothing is stored
    assert send().status == "pending"
    requeue_stranded(session, now + 15 * MINUTES)
    session.commit()
    assert send().status == "sent"
    first, second = receiver.requests
    assert first.headers["x-tripl-delivery"] == second.headers["x-tripl-delivery"] == str(send.id)
    assert first.body == second.body


@pytest.fixture
def ciphers():
    yield bind_cipher
    bind_cipher(PlainCipher())


def test_a_lost_key_fails_the_message_and_can_be_repaired(ciphers, send, destination, session, editor, project):
    ciphers(FernetCipher(Fernet.generate_key().decode()))
    destination.secrets = '{"signing_secret": "under the old key"}'
    url, one = destination.settings["target_url"], f"/projects/{project.slug}/alert-destinations/{destination.id}"
    session.commit()
    ciphers(FernetCipher(Fernet.generate_key().decode()))
    row = send()
    assert row.status == "failed"
    assert "ENCRYPTION_KEY" in row.error_message
    assert editor.get(one.rpartition("/")[0]).status_code == 200
    assert editor.post(f"{one}/test").json()["error_kind"] == "config"
    assert editor.patch(one, json={"target_url": url}).status_code == 422
    assert editor.patch(one, json={"signing_secret": "a fresh secret of mine"}).status_code == 200
    assert editor.post(f"{one}/test").json()["ok"]


@pytest.mark.spec("A-81b")
def test_passes_that_race_make_one_message(engine):
    with committed(engine) as (sessions, session, project):
        make_rule(session, make_destination(session, project))
        scan_id = make_scan(session, project).id
        session.commit()
        gate = threading.Barrier(4)

        def work():
            gate.wait()
            with transaction(sessions) as own:
                evaluate(own, scan_id, None, utcnow(), findings=findings(FakeFinding()))

        workers = [threading.Thread(target=work) for _ in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        made = session.scalars(select(AlertDelivery).where(AlertDelivery.scan_config_id == scan_id)).all()
        assert len(made) == 1
        assert sessions.kw["info"]["queue"].named("alerts.deliver") == [[str(made[0].id)]]
