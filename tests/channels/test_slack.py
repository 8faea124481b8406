"""Slack takes one POST to its own origin, in its own markup; what it answers says whether to try again."""

import dataclasses
import json

import pytest
from tests.channels.test_webhook import ALERT, ITEM
from tests.fakes.receiver import Answer, Receiver

from tripl.channels.base import DeliveryError
from tripl.channels.formats import mrkdwn
from tripl.channels.message import Fact
from tripl.channels.outbound import Outbound
from tripl.channels.registry import open_channel
from tripl.channels.transport import SLACK, Transport

PATH = "/services/T000/B000/hidden-part"


def slack(url: str, origin: str = SLACK, *, public_only: bool = False):
    transport = Transport(Outbound(public_only=public_only, seconds=2), slack=origin)
    return open_channel("slack", {}, {"webhook_url": url}, transport)


def sent(message=ALERT, answer: Answer | None = None):
    with Receiver(always=answer or Answer(body=b"ok")) as receiver:
        slack(receiver.url + PATH, receiver.url).send(message, "d-1")
    (got,) = receiver.requests
    return got


@pytest.mark.spec("A-2")
def test_an_alert_in_slacks_markup():
    got = sent()
    body = json.loads(got.body)
    assert (got.method, got.path) == ("POST", PATH)
    assert body["text"].split("\n\n") == [
        "*Purchase dropped*",
        "Rule Sales matched 1 finding.",
        "• Purchase dropped to 12",
        "*Scan:* web",
        "<https://tripl.example/p/shop|Open>",
    ]
    assert (body["mrkdwn"], body["unfurl_links"]) == (True, False)


@pytest.mark.spec("A-2")
def test_the_name_leads_to_the_series_and_nothing_becomes_a_mention():
    item = dataclasses.replace(ITEM, sentence="<!channel> a|b & *c* fell to 1", scope_name="<!channel> a|b & *c*")
    title = "*<!here>*\nfell"
    told = mrkdwn.render(dataclasses.replace(ALERT, title=title, items=(item,), facts=(Fact("Pro*ject", "<@U1>"),)))
    assert "<!" not in told
    assert "<@" not in told
    assert "*∗&lt;!here&gt;∗ fell*" in told
    assert f"<{ITEM.monitoring_url}|&lt;!channel&gt; a¦b &amp; *c*> fell to 1" in told
    assert "*Pro∗ject:* &lt;@U1&gt;" in told


@pytest.mark.spec("A-2")
def test_a_rule_may_ask_for_plain_text():
    body = json.loads(sent(dataclasses.replace(ALERT, format="plain")).body)
    assert body["mrkdwn"] is False
    assert body["text"].startswith("Purchase dropped\n\nRule Sales matched 1 finding.\n\n- Purchase dropped to 12")


def test_a_long_message_stays_one_that_slack_takes():
    item = dataclasses.replace(ITEM, sentence="x" * 5000)
    assert len(json.loads(sent(dataclasses.replace(ALERT, items=(item,) * 30)).body)["text"]) <= 40_000


@pytest.mark.spec("A-2")
@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.slack.com/services/x",
        "https://hooks.slack.com.evil.example/services/x",
        "https://hooks.slack.com@evil.example/services/x",
        "https://example.com/services/x",
        "https://hooks.slack.com:8443/services/x",
    ],
)
def test_nothing_but_slacks_own_origin(url):
    for act in (lambda: slack(url).check(), lambda: slack(url).send(ALERT, "d-1")):
        with pytest.raises(DeliveryError) as caught:
            act()
        assert (caught.value.permanent, caught.value.kind) == (True, "config")
        assert "https://hooks.slack.com/" in caught.value.message


@pytest.mark.parametrize(
    ("status", "said", "permanent", "words"),
    [
        (404, b"no_service", True, "make a new one in Slack"),
        (410, b"channel_is_archived", True, "its channel is archived"),
        (403, b"action_prohibited", True, "an admin of the workspace forbids it"),
        (400, b"invalid_payload", True, "Slack answered 400: invalid_payload"),
        (500, b"rollup_error", False, "Slack answered 500"),
        (429, b"rate_limited", False, "Slack answered 429"),
        (302, b"", True, "redirects are not followed"),
    ],
)
def test_what_slack_answers(status, said, permanent, words):
    with pytest.raises(DeliveryError) as caught:
        sent(answer=Answer(status=status, body=said, headers={"Retry-After": "30"}))
    assert (caught.value.permanent, words in caught.value.message) == (permanent, True), caught.value.message
    assert caught.value.retry_after == (30.0 if not permanent else None)


@pytest.mark.parametrize("said", [PATH, "hidden-part"])
def test_the_address_is_not_repeated_whatever_slack_says(said):
    with pytest.raises(DeliveryError) as caught:
        sent(answer=Answer(status=400, body=f"bad {said}".encode()))
    assert "hidden-part" not in caught.value.message
