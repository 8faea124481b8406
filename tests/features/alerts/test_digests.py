"""The weekly digest: to people's destinations of real projects, once a week each, whatever the rules."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from tests.channels.test_mail import server_of
from tests.factories.accounts import make_organization
from tests.factories.alerts import make_delivery, make_destination, make_rule, make_scan
from tests.factories.plan import make_event, make_event_type, make_field
from tests.factories.projects import make_project
from tests.factories.scans import make_job
from tests.fakes.receiver import Answer, Receiver
from tests.fakes.relay import Manners, Relay
from tests.fakes.statements import statements
from tests.features.alerts.conftest import LOCAL

from tripl.db.session import transaction
from tripl.features.alerts.service import deliver, secrets, send_digests
from tripl.models.alerts import AlertDelivery
from tripl.models.audit import AuditEntry
from tripl.models.signals import Anomaly

DAY = timedelta(days=1)
MONDAY = datetime(2026, 3, 9, tzinfo=UTC)
"""Ends the week that is told of."""
NOW = MONDAY + timedelta(hours=8)
EARLIER = MONDAY - 30 * DAY
WITHIN = MONDAY - 3 * DAY


@pytest.fixture
def relay():
    with Relay() as relay:
        yield relay


@pytest.fixture
def slack():
    with Receiver(always=Answer(body=b"ok")) as receiver:
        yield receiver


@pytest.fixture
def policy(relay, slack):
    return replace(LOCAL, mail=server_of(relay), slack=slack.url)


@pytest.fixture
def by_mail(session):
    def make(project, **over):
        values = {"settings": {"email_recipients": ["team@example.com"]}, "created_at": EARLIER, **over}
        return make_destination(session, project, type="email", secrets=None, **values)

    return make


@pytest.fixture
def digests(session, sessions, policy):
    """Those of a moment, and what came of sending them."""

    def send(now=NOW):
        send_digests(session, now)
        session.commit()
        waiting = select(AlertDelivery.id).where(
            AlertDelivery.status == "pending", AlertDelivery.digest_week.is_not(None)
        )
        for ident in session.scalars(waiting).all():
            deliver(lambda: transaction(sessions), ident, policy)
        session.expire_all()
        return session.scalars(select(AlertDelivery).where(AlertDelivery.digest_week.is_not(None))).all()

    return send


def found(session, scan, event, bucket, *, score=9.0, closed=None):
    figures = {"actual_count": 12, "expected_count": 340, "lower": 300, "upper": 380, "stddev": 10, "score": score}
    row = Anomaly(
        project_id=scan.project_id,
        scan_config_id=scan.id,
        scope_type="event",
        scope_ref=str(event.id),
        event_id=event.id,
        bucket=bucket,
        last_bucket=bucket,
        direction="drop",
        detector_kind="seasonal",
        sigma_used=4,
        min_expected_used=50,
        detected_at=bucket,
        closed_at=closed,
        **figures,
    )
    session.add(row)
    session.flush()
    return row


@pytest.fixture
def week(session, project):
    """A plan that grew, findings, a failed run; and as much just outside of the week."""
    old = make_event_type(session, project, name="shop", created_at=EARLIER)
    new = make_event_type(session, project, name="help", created_at=WITHIN)
    make_field(session, old, "price", created_at=WITHIN)
    make_field(session, old, "place", created_at=EARLIER)
    seen = make_event(session, old, title="Purchase", created_at=EARLIER, last_seen_at=WITHIN)
    make_event(session, new, created_at=WITHIN)
    make_event(session, new, created_at=MONDAY - 7 * DAY)
    make_event(session, old, created_at=MONDAY, updated_at=MONDAY)
    make_event(session, old, created_at=EARLIER, updated_at=WITHIN, status="archived")
    session.add(
        AuditEntry(
            organization_id=project.organization_id,
            project_id=project.id,
            action="event_type.delete",
            target_type="event_type",
            created_at=WITHIN,
        )
    )
    scan = make_scan(session, project, name="nightly")
    make_job(session, scan, status="failed", created_at=WITHIN)
    make_job(session, scan, status="completed", created_at=WITHIN)
    for number in range(7):
        found(session, scan, seen, WITHIN + timedelta(hours=number), score=number, closed=MONDAY if number else None)
    found(session, scan, seen, MONDAY, score=99)
    found(session, scan, seen, MONDAY - 7 * DAY - timedelta(hours=1), score=99)
    session.commit()
    return scan


@pytest.mark.spec("A-150", "O-39")
def test_the_digest_as_it_arrives(week, by_mail, project, digests, relay, session):
    by_mail(project)
    (row,) = digests()
    assert (row.status, row.channel, row.rule_id, row.rule_name) == ("sent", "email", None, "Weekly digest")
    (mail,) = relay.mails
    told = mail.message.get_content().replace("\r\n", "\n").split("\n\n")
    assert mail.message["Subject"] == told[0] == f"Weekly digest of {row.payload_snapshot['project']['name']}"
    assert told[1] == (
        "02 Mar to 08 Mar 2026 (UTC): 2 events, 1 event type and 1 field added, 1 event archived, "
        "1 event type removed; 7 findings, 1 still open."
    )
    lines = told[2].split("\n")
    assert len(lines) == 5, "the most surprising five"
    assert lines[0].startswith("- Purchase fell to 12, 96% below the expected 340 (from 06 Mar 2026, 06:00 UTC)")
    assert told[3].split("\n") == [
        "Plan: 4 events in 2 types",
        "Seen this week: 1 of 4 events",
        "Findings: 7 drops, 0 spikes",
        "Runs: 2, 1 failed",
    ]
    assert told[4].strip() == f"Open in tripl: https://tripl.example/o/default/p/{project.slug}"


@pytest.mark.spec("A-150")
def test_a_quiet_week_is_told_as_one(by_mail, project, digests, relay):
    by_mail(project)
    digests()
    assert "the plan did not change, and nothing unusual was found." in relay.mails[0].message.get_content()


@pytest.mark.spec("A-150")
def test_who_gets_one(by_mail, project, digests, session, slack, relay):
    other = make_project(session)
    demo = make_project(session, is_demo=True)
    going = make_project(session, make_organization(session, "going", deleting_since=WITHIN))
    by_mail(project, name="mail")
    hidden = secrets.pack({"webhook_url": f"{slack.url}/services/x"})
    make_destination(session, other, name="slack", type="slack", settings={}, secrets=hidden, created_at=EARLIER)
    make_destination(session, project, name="hook", created_at=EARLIER)
    by_mail(project, name="off", enabled=False)
    by_mail(project, name="new", created_at=NOW + timedelta(minutes=1))
    by_mail(demo, name="demo")
    by_mail(going, name="going")
    rows = digests(NOW + DAY)
    assert sorted(row.destination_name for row in rows) == ["mail", "slack"]
    assert {row.status for row in rows} == {"sent"}
    assert json.loads(slack.requests[0].body)["text"].startswith("*Weekly digest of ")
    assert len(relay.mails) == 1


@pytest.mark.spec("A-150", "O-41")
def test_once_a_week_however_often_it_is_asked_for(by_mail, project, digests, relay):
    by_mail(project)
    digests()
    digests(NOW + 6 * DAY)
    assert len(relay.mails) == 1
    rows = digests(NOW + 21 * DAY)  # nobody looked for three weeks: one, of the newest
    assert sorted(str(row.digest_week) for row in rows) == ["2026-03-09", "2026-03-30"]
    assert len(relay.mails) == 2


@pytest.mark.spec("O-106")
def test_before_eight_on_monday_the_week_before_is_the_newest(by_mail, project, digests):
    by_mail(project)
    (row,) = digests(NOW - timedelta(minutes=1))
    assert str(row.digest_week) == "2026-03-02"


def test_one_that_fails_is_tried_again_and_says_why(by_mail, project, session, sessions, policy, make_client, queue):
    by_mail(project)
    send_digests(session, NOW)
    session.commit()
    (ident,) = session.scalars(select(AlertDelivery.id)).all()
    with Relay(Manners(replies={"RCPT": "450 later"})) as busy:
        deliver(lambda: transaction(sessions), ident, replace(policy, mail=server_of(busy)))
    session.expire_all()
    row = session.get(AlertDelivery, ident)
    assert (row.status, row.attempts) == ("pending", 1)
    (shown,) = make_client("viewer").get(f"/projects/{project.slug}/plan-digests").json()
    assert (shown["week"], shown["status"], shown["channel"]) == ("2026-03-09", "pending", "email")
    assert "team@example.com" in shown["error_message"]


def test_digests_are_no_deliveries_of_rules(by_mail, project, digests, session, make_client):
    """Existing clients read a rule and a scan from every delivery."""
    place = by_mail(project)
    make_delivery(session, make_rule(session, place), make_scan(session, project))
    session.commit()
    (digest,) = digests()
    viewer = make_client("viewer")
    page = viewer.get(f"/projects/{project.slug}/alert-deliveries").json()
    assert page["total"] == 1
    assert viewer.get(f"/projects/{project.slug}/alert-deliveries/{digest.id}").status_code == 404
    (shown,) = viewer.get(f"/projects/{project.slug}/alert-destinations").json()
    assert shown["delivery_count"] == 1


def test_the_number_of_statements_does_not_grow_with_projects(by_mail, session):
    by_mail(make_project(session))
    session.commit()
    with statements(session) as one:
        send_digests(session, NOW)
    for _ in range(8):
        by_mail(make_project(session))
    session.commit()
    with statements(session) as many:
        send_digests(session, NOW)
    assert len(many) <= len(one) + 1
