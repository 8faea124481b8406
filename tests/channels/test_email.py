"""E-mail to several people: all of them or none, and the refused ones are named."""

import dataclasses

import pytest
from tests.channels.test_mail import server_of
from tests.channels.test_webhook import ALERT
from tests.fakes.relay import Manners, Relay

from tripl.channels.base import DeliveryError
from tripl.channels.outbound import Outbound
from tripl.channels.registry import open_channel
from tripl.channels.transport import Transport

TEAM = ["ada@example.com", "bob@example.com", "cy@example.com"]


def send(relay: Relay | None, message=ALERT, ident="d-1", **settings):
    transport = Transport(Outbound(public_only=True), server_of(relay) if relay else None)
    open_channel("email", {"email_recipients": TEAM, **settings}, {}, transport).send(message, ident)


@pytest.mark.spec("A-5")
def test_everybody_gets_one_plain_message():
    with Relay() as relay:
        send(relay)
        send(relay)
    first, again = relay.mails
    assert first.recipients == TEAM
    assert first.message["To"] == ", ".join(TEAM)
    assert (first.sender, first.message["Subject"]) == ("tripl@example.com", "Purchase dropped")
    assert first.message["Message-ID"] == again.message["Message-ID"] == "<d-1@example.com>"
    told = first.message.get_content()
    assert "- Purchase dropped to 12" in told
    assert "Open: https://tripl.example/p/shop" in told


@pytest.mark.spec("A-5", "A-73")
def test_a_subject_of_ones_own_and_who_is_answered():
    with Relay() as relay:
        template = "[$project_slug] ${rule_name}: ${matched_count} for\n ${destination_name} at 5$$"
        send(relay, email_subject_template=template, email_from_address="team@example.com")
        send(relay, dataclasses.replace(ALERT, origin=None), email_subject_template=template)
    alert, notice = relay.mails
    assert alert.message["Subject"] == "[shop] Sales: 1 for Ops at 5$"
    assert alert.message["Reply-To"] == "team@example.com"
    assert alert.message["From"] == "tripl <tripl@example.com>"
    assert notice.message["Subject"] == "Purchase dropped"


@pytest.mark.spec("A-14")
@pytest.mark.parametrize(("code", "permanent"), [("550 no such user", True), ("450 try later", False)])
def test_one_refused_recipient_fails_it_for_all_and_is_named(code, permanent):
    with Relay(Manners(strangers={"bob@example.com": code})) as relay, pytest.raises(DeliveryError) as caught:
        send(relay)
    assert relay.mails == []
    assert "bob@example.com" in caught.value.message
    assert "ada@example.com" not in caught.value.message
    assert caught.value.permanent is permanent
    with Relay() as healed:
        send(healed)
    assert healed.mails[0].recipients == TEAM, "a retry goes to all"


@pytest.mark.spec("A-14")
def test_all_refused():
    with Relay(Manners(replies={"RCPT": "550 nobody"})) as relay, pytest.raises(DeliveryError) as caught:
        send(relay)
    assert all(each in caught.value.message for each in TEAM)


@pytest.mark.spec("A-5")
def test_an_installation_without_a_relay_says_so():
    with pytest.raises(DeliveryError) as caught:
        send(None)
    assert (caught.value.permanent, caught.value.kind) == (True, "config")
    assert "SMTP_HOST" in caught.value.message
