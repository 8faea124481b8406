"""States open and close; a message is made once a bucket, after the cooldown, and says what was found."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, event, select
from tests.factories.alerts import HOUR, FakeFinding, findings, make_destination, make_rule, make_scan

from tripl.db.session import transaction
from tripl.features.alerts.repository import deliveries as log
from tripl.features.alerts.repository import states
from tripl.features.alerts.service import evaluate
from tripl.models.alerts import AlertDelivery, AlertDeliveryItem, AlertState
from tripl.models.signals import Anomaly

NOW = datetime(2026, 11, 23, 15, 20, tzinfo=UTC)
DROP = FakeFinding()
SPIKE = FakeFinding(
    scope_ref="33333333-3333-4333-8333-333333333333",
    event_id=uuid.UUID("33333333-3333-4333-8333-333333333333"),
    scope_name="Signup",
    direction="spike",
    actual_count=500,
    expected_count=100,
    score=20,
)


@pytest.fixture
def world(session, scan, rule):
    return World(session, scan)


class World:
    def __init__(self, session, scan) -> None:
        self.session, self.scan = session, scan

    def run(self, *found, at=NOW):
        return evaluate(self.session, self.scan.id, None, at, findings=findings(*found), at=at)

    def deliveries(self):
        return self.session.scalars(select(AlertDelivery).order_by(AlertDelivery.created_at, AlertDelivery.id)).all()

    def states(self):
        return self.session.scalars(select(AlertState).execution_options(populate_existing=True)).all()

    def send_all(self, at=NOW):
        """As the sender would, without the sending."""
        for delivery in self.deliveries():
            if delivery.status == "pending":
                log.finish(self.session, delivery.id, None, status="sent", sent_at=at, next_attempt_at=None)
                states.delivered(self.session, delivery.id, at)
        self.session.expire_all()


@pytest.mark.spec("A-80", "A-81", "A-81a")
def test_a_matching_finding_opens_a_state_and_makes_one_waiting_message(world, queue, rule):
    report = world.run(DROP)
    world.session.commit()
    assert (report.queued, report.opened) == (1, 1)
    (delivery,), (state,) = world.deliveries(), world.states()
    assert (delivery.status, delivery.matched_count, delivery.rule_id) == ("pending", 1, rule.id)
    assert (state.is_open, state.direction, state.last_anomaly_bucket) == (True, "drop", DROP.bucket)
    (item,) = log.items(world.session, delivery.id)
    assert (item.actual_count, item.expected_count, item.absolute_delta) == (12, 340, 328)
    assert item.percent_delta == pytest.approx(96.470588)
    assert item.correlation_group_id == state.incident_id


def test_the_sender_is_called_after_the_commit_only(world, queue, sessions):
    world.session.commit()
    with transaction(sessions) as session:
        evaluate(session, world.scan.id, None, NOW, findings=findings(DROP), at=NOW)
        assert queue.named("alerts.deliver") == []
    assert queue.named("alerts.deliver") == [[str(world.deliveries()[0].id)]]


@pytest.mark.spec("A-81b")
def test_the_same_window_twice_makes_one_message(world):
    assert world.run(DROP).queued == 1
    assert world.run(DROP).queued == 0
    world.send_all()
    assert world.run(DROP, at=NOW + timedelta(days=3)).queued == 0
    assert len(world.deliveries()) == 1


@pytest.mark.spec("A-81b")
def test_a_finding_that_flickers_within_one_bucket_is_told_once(world):
    world.run(DROP)
    world.send_all()
    assert world.run().closed == 1
    assert world.run(DROP, at=NOW + timedelta(days=2)).queued == 0


@pytest.mark.spec("A-56")
def test_a_newer_bucket_is_told_only_after_the_cooldown_of_the_last_delivered_message(world):
    world.run(DROP)
    world.send_all(at=NOW)
    for hours, queued in ((1, 0), (23, 0), (24, 1)):
        newer = replace(DROP, bucket=DROP.bucket + hours * HOUR)
        assert world.run(newer, at=NOW + hours * HOUR).queued == queued, hours


@pytest.mark.spec("A-56")
def test_a_failed_message_starts_no_cooldown(world):
    world.run(DROP)
    (delivery,) = world.deliveries()
    delivery.status = "failed"
    world.session.flush()
    assert world.run(replace(DROP, bucket=DROP.bucket + HOUR), at=NOW + HOUR).queued == 1


def test_a_message_under_way_is_not_overtaken(world):
    world.run(DROP)
    assert world.run(replace(DROP, bucket=DROP.bucket + HOUR), at=NOW + HOUR).queued == 0
    assert len(world.deliveries()) == 1


@pytest.mark.spec("A-56", "A-81a")
def test_a_relapse_is_recorded_as_firing_and_told_after_the_cooldown(world):
    world.run(DROP)
    world.send_all()
    (state,) = world.states()
    incident = state.incident_id
    assert world.run(at=NOW + HOUR).closed == 1
    assert not world.states()[0].is_open
    relapse = replace(DROP, bucket=DROP.bucket + 2 * HOUR)
    assert world.run(relapse, at=NOW + 2 * HOUR).queued == 0
    assert world.states()[0].is_open
    world.run(at=NOW + 3 * HOUR)
    later = replace(DROP, bucket=DROP.bucket + 30 * HOUR)
    assert world.run(later, at=NOW + 30 * HOUR).queued == 1
    assert world.states()[0].incident_id == incident


@pytest.mark.spec("A-56")
def test_the_other_direction_shares_the_cooldown_of_the_scope(world):
    world.run(DROP)
    world.send_all()
    rebound = replace(DROP, direction="spike", actual_count=900, bucket=DROP.bucket + HOUR)
    assert world.run(rebound, at=NOW + HOUR).queued == 0
    assert {s.direction for s in world.states() if s.is_open} == {"spike"}


@pytest.mark.spec("A-57")
def test_a_muted_rule_keeps_its_state_and_stays_silent(world, rule):
    rule.muted_until = NOW + HOUR
    assert world.run(DROP).queued == 0
    assert world.states()[0].is_open
    newer = replace(DROP, bucket=DROP.bucket + HOUR)
    assert world.run(newer, at=NOW + 2 * HOUR).queued == 1


@pytest.mark.spec("A-85")
def test_a_rule_or_destination_that_is_off_sees_nothing(world, rule, destination):
    rule.enabled = False
    assert world.run(DROP).queued == 0
    rule.enabled, destination.enabled = True, False
    assert world.run(DROP).queued == 0
    assert world.states() == []


@pytest.mark.spec("A-54")
def test_a_bound_rule_sees_its_scan_only(world, rule, session, project):
    rule.scan_config_id = make_scan(session, project).id
    assert world.run(DROP).queued == 0
    rule.scan_config_id = world.scan.id
    assert world.run(DROP).queued == 1


def test_one_rule_says_everything_of_a_pass_in_one_message(world, rule):
    older = replace(DROP, bucket=DROP.bucket - HOUR, actual_count=1)
    world.run(DROP, SPIKE, older)
    (delivery,) = world.deliveries()
    assert delivery.matched_count == 2
    shown = [(i.scope_name, i.actual_count) for i in log.items(world.session, delivery.id)]
    assert shown == [("Signup", 500), ("Purchase", 12)]


def test_each_rule_sends_its_own(world, session, destination, project):
    make_rule(session, destination, notify_on_drop=False)
    make_rule(session, make_destination(session, project))
    assert world.run(DROP, SPIKE).queued == 3
    assert sorted(d.matched_count for d in world.deliveries()) == [1, 2, 2]


@pytest.mark.spec("A-30", "A-31")
def test_the_snapshot_freezes_words_and_figures(world, rule, destination, project):
    world.run(DROP, replace(SPIKE, expected_count=0))
    (delivery,) = world.deliveries()
    frozen = delivery.payload_snapshot
    assert frozen["project"] == {"name": project.name, "slug": project.slug}
    assert frozen["rule"] == {"id": str(rule.id), "name": rule.name}
    assert frozen["destination"] == {"id": str(destination.id), "name": destination.name}
    assert frozen["title"] == "2 scopes off: 1 down, 1 up"
    spike, drop = frozen["items"]
    assert spike["percent_delta"] is None
    assert spike["sentence"] == "Signup rose to 500, where nothing was expected (from 23 Nov 2026, 14:00 UTC)"
    assert drop["sentence"] == "Purchase fell to 12, 96% below the expected 340 (from 23 Nov 2026, 14:00 UTC)"
    assert drop["bucket"] == "2026-11-23T14:00:00Z"
    rows = {i.scope_name: i for i in log.items(world.session, delivery.id)}
    for line in (spike, drop):
        row = rows[line["scope_name"]]
        for name in ("actual_count", "expected_count", "absolute_delta", "percent_delta", "scope_ref"):
            assert line[name] == getattr(row, name)


def test_a_fall_to_zero_is_called_zero(world):
    world.run(replace(DROP, actual_count=0))
    assert "fell to zero" in world.deliveries()[0].payload_snapshot["items"][0]["sentence"]


def test_the_scan_s_own_clock_is_passed_on_and_cooldowns_use_the_wall_clock(world):
    seen = []

    def provider(session, scan_config_id, now):
        seen.append(now)
        return [replace(DROP, bucket=datetime(2015, 5, 20, 20, tzinfo=UTC))]

    as_of = datetime(2015, 5, 20, 21, tzinfo=UTC)
    assert evaluate(world.session, world.scan.id, None, as_of, findings=provider).queued == 1
    assert seen == [as_of]
    assert world.states()[0].opened_at.year >= 2026


def test_an_unknown_scan_is_nothing_to_do(session):
    assert evaluate(session, uuid.uuid4(), None, NOW, findings=findings(DROP)).queued == 0


def test_the_number_of_queries_does_not_grow_with_the_findings(world, session):
    def queries(count, first):
        found = [
            replace(DROP, scope_ref=str(uuid.UUID(int=first + n)), event_id=uuid.UUID(int=first + n))
            for n in range(count)
        ]
        seen = []

        def count_one(*args):
            seen.append(args[2])

        event.listen(session.get_bind(), "before_cursor_execute", count_one)
        assert world.run(*found).queued == 1
        event.remove(session.get_bind(), "before_cursor_execute", count_one)
        return len(seen)

    few = queries(2, 10)
    session.execute(delete(AlertDelivery))
    session.execute(delete(AlertState))
    session.expunge_all()
    many = queries(150, 1000)
    assert many <= few + 2
    assert session.query(AlertDeliveryItem).count() == 150


@pytest.mark.spec("D-72", "A-80")
def test_a_stored_finding_becomes_a_message_with_its_figures(session, project, scan, rule):
    def found(hours, **over):
        at = NOW - hours * HOUR
        values = {"actual_count": 3, "expected_count": 80, "direction": "drop", "closed_at": None, **over}
        return Anomaly(
            project_id=project.id,
            scan_config_id=scan.id,
            scope_type="project_total",
            scope_ref=str(scan.id),
            bucket=at.replace(minute=0),
            last_bucket=at.replace(minute=0),
            lower=60,
            upper=100,
            stddev=5,
            score=8,
            detector_kind="test",
            sigma_used=4,
            min_expected_used=50,
            detected_at=at,
            **values,
        )

    session.add_all([found(30), found(2), found(1, closed_at=NOW)])
    session.flush()
    assert evaluate(session, scan.id, None, NOW, at=NOW).queued == 1
    (delivery,) = session.scalars(select(AlertDelivery)).all()
    (item,) = log.items(session, delivery.id)
    assert (item.scope_name, item.actual_count, item.expected_count) == ("Project total", 3, 80)
    assert item.bucket == (NOW - 2 * HOUR).replace(minute=0)
