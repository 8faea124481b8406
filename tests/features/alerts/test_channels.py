"""Destinations of people: e-mail and Slack, from the form to what arrives."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import select, text
from tests.channels.test_mail import server_of
from tests.factories.alerts import FakeFinding, findings, make_scan
from tests.fakes.receiver import Answer, Receiver
from tests.fakes.relay import Manners, Relay
from tests.features.alerts.conftest import LOCAL
from tests.plugins.api import open_client

from tripl.db.session import transaction
from tripl.features.alerts.schemas import AlertPolicy
from tripl.features.alerts.service import deliver, evaluate
from tripl.kit.clock import utcnow
from tripl.models.alerts import AlertDelivery
from tripl.models.audit import AuditEntry

TEAM = ["ada@example.com", "bob@example.com"]
MAIL = {"type": "email", "name": "Team", "email_recipients": TEAM}


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
def door(make_app, editor, policy, project):
    """A client of an editor, over a policy with a relay and a Slack of ours."""

    def make(used=policy):
        client = open_client(make_app(policies={AlertPolicy: used}))
        client.cookies = editor.cookies
        return client

    return make


@pytest.fixture
def place(project):
    return f"/projects/{project.slug}/alert-destinations"


@pytest.fixture
def fired(session, sessions, project, policy):
    """A rule of the destination meets a finding; what became of its message."""

    def fire(client, destination_id, **rule):
        made = client.post(
            f"/projects/{project.slug}/alert-destinations/{destination_id}/rules", json={"name": "Sales", **rule}
        )
        assert made.status_code == 201, made.text
        scan = make_scan(session, project)
        evaluate(session, scan.id, None, utcnow(), findings=findings(FakeFinding()))
        session.commit()
        ident = session.scalar(select(AlertDelivery.id).where(AlertDelivery.destination_id == destination_id))
        deliver(lambda: transaction(sessions), ident, policy)
        session.expire_all()
        return session.get(AlertDelivery, ident)

    return fire


@pytest.mark.spec("A-5", "A-1")
def test_mail_from_the_form_to_the_mailbox(door, place, relay, fired):
    client = door()
    made = client.post(place, json={**MAIL, "email_subject_template": "${rule_name}: ${matched_count}"})
    assert made.status_code == 201, made.text
    shown = made.json()
    assert (shown["email_recipients"], shown["email_from_address"]) == (TEAM, None)
    assert (shown["signing_secret"], shown["signing_secret_set"], shown["target_url"]) == (None, False, None)
    row = fired(client, shown["id"])
    assert (row.status, row.channel) == ("sent", "email")
    (mail,) = relay.mails
    assert (mail.recipients, mail.message["Subject"]) == (TEAM, "Sales: 1")
    assert "https://tripl.example/o/default/p/" in mail.message.get_content()


@pytest.mark.spec("A-2", "A-1")
def test_slack_from_the_form_to_the_channel(door, place, slack, fired, session, project):
    client = door()
    url = f"{slack.url}/services/T0/B0/hidden-part"
    made = client.post(place, json={"type": "slack", "name": "Ops", "webhook_url": url})
    assert made.status_code == 201, made.text
    ident = made.json()["id"]
    assert made.json()["webhook_url_set"] is True
    row = fired(client, ident)
    assert row.status == "sent"
    told = json.loads(slack.requests[-1].body)
    assert (slack.requests[-1].path, told["mrkdwn"]) == ("/services/T0/B0/hidden-part", True)
    everything = [made.text, client.get(place).text, client.get(f"/projects/{project.slug}/alert-deliveries").text]
    everything += [str(each.payload) for each in session.scalars(select(AuditEntry))]
    everything += [str(each) for each in session.execute(text("SELECT settings FROM alert_destinations"))]
    assert not [told for told in everything if "hidden-part" in told]


@pytest.mark.spec("A-1")
def test_an_empty_secret_keeps_the_stored_one_and_a_new_one_replaces_it(door, place, slack):
    client = door()
    first, second = (f"{slack.url}/services/{each}" for each in ("one", "two"))
    ident = client.post(place, json={"type": "slack", "name": "Ops", "webhook_url": first}).json()["id"]
    for change in ({"name": "Team"}, {"webhook_url": ""}, {"webhook_url": None}):
        assert client.patch(f"{place}/{ident}", json=change).status_code == 200, change
        client.post(f"{place}/{ident}/test")
    client.patch(f"{place}/{ident}", json={"webhook_url": second})
    client.post(f"{place}/{ident}/test")
    assert [got.path for got in slack.requests] == ["/services/one"] * 3 + ["/services/two"]


@pytest.mark.spec("A-5")
def test_recipients_are_changed_as_a_whole_and_each_gets_one(door, place):
    client = door()
    made = client.post(place, json={**MAIL, "email_recipients": [*TEAM, "ADA@example.com", " "]}).json()
    assert made["email_recipients"] == TEAM
    changed = client.patch(f"{place}/{made['id']}", json={"email_recipients": ["cy@example.com"]}).json()
    assert changed["email_recipients"] == ["cy@example.com"]
    kept = client.patch(f"{place}/{made['id']}", json={"email_from_address": "team@example.com"}).json()
    assert (kept["email_recipients"], kept["email_from_address"]) == (["cy@example.com"], "team@example.com")


@pytest.mark.spec("A-5", "A-2", "A-70")
@pytest.mark.parametrize(
    ("body", "member", "words"),
    [
        ({**MAIL, "email_recipients": []}, "email_recipients", "at least one recipient"),
        ({**MAIL, "email_recipients": None}, "email_recipients", "at least one recipient"),
        ({**MAIL, "email_recipients": ["nobody"]}, "email_recipients", "not an e-mail address"),
        ({**MAIL, "email_recipients": [f"u{n}@example.com" for n in range(51)]}, "email_recipients", "At most 50"),
        ({**MAIL, "email_from_address": "x"}, "email_from_address", "not an e-mail address"),
        ({**MAIL, "email_subject_template": "${rule}"}, "email_subject_template", "Unknown placeholder"),
        ({**MAIL, "email_subject_template": "5 $ each"}, "email_subject_template", "$$"),
        ({**MAIL, "email_subject_template": "x" * 501}, "email_subject_template", "500"),
        ({**MAIL, "target_url": "https://example.com"}, "target_url", "has no target_url"),
        ({"type": "slack", "name": "Ops"}, "webhook_url", "incoming webhook"),
        ({"type": "slack", "name": "Ops", "webhook_url": "https://example.com/x"}, "webhook_url", "starts with"),
    ],
)
def test_what_cannot_work_is_refused_by_member(door, place, body, member, words, session):
    answer = door().post(place, json=body)
    assert answer.status_code == 422
    (problem,) = answer.json()["detail"]
    assert member in problem["loc"]
    assert words in problem["msg"]
    assert session.execute(text("SELECT count(*) FROM alert_destinations")).scalar() == 0


@pytest.mark.spec("A-20", "A-24", "A-21", "A-14")
def test_a_test_message_and_its_refusals(door, place, policy):
    client = door()
    ident = client.post(place, json=MAIL).json()["id"]
    assert client.post(f"{place}/{ident}/test").json()["ok"] is True
    with Relay(Manners(strangers={"bob@example.com": "550 no such user"})) as strict:
        refused = door(replace(policy, mail=server_of(strict))).post(f"{place}/{ident}/test")
    assert refused.status_code == 200
    told = refused.json()
    assert (told["ok"], told["error_kind"]) == (False, "policy")
    assert "bob@example.com" in told["error"]
    without = door(replace(policy, mail=None)).post(f"{place}/test", json=MAIL).json()
    assert (without["ok"], without["error_kind"]) == (False, "config")
    assert "SMTP_HOST" in without["error"]


@pytest.mark.spec("A-20", "A-24")
def test_the_test_message_says_that_nothing_is_wrong(door, place, relay, slack):
    client = door()
    client.post(f"{place}/test", json=MAIL)
    client.post(f"{place}/test", json={"type": "slack", "name": "Ops", "webhook_url": f"{slack.url}/services/x"})
    line = "Nothing is wrong: a person pressed Test."
    assert line in relay.mails[0].message.get_content().splitlines()
    assert line in json.loads(slack.requests[0].body)["text"].splitlines()


@pytest.mark.spec("A-2")
def test_a_rule_chooses_among_the_formats_of_its_channel(door, place, slack, fired):
    client = door()
    made = client.post(place, json={"type": "slack", "name": "Ops", "webhook_url": f"{slack.url}/services/x"}).json()
    wrong = client.post(f"{place}/{made['id']}/rules", json={"name": "R", "message_format": "telegram_html"})
    assert wrong.status_code == 422
    assert "slack_mrkdwn or plain" in wrong.json()["detail"][0]["msg"]
    fired(client, made["id"], message_format="plain")
    assert json.loads(slack.requests[-1].body)["mrkdwn"] is False


@pytest.mark.spec("A-85")
def test_the_relay_is_the_one_of_the_moment_of_sending(door, place, fired, relay, session, sessions, policy):
    client = door(replace(policy, mail=None))
    ident = client.post(place, json=MAIL).json()["id"]
    row = fired(client, ident)
    assert row.status == "sent", "the sender had a relay"
    assert len(relay.mails) == 1
