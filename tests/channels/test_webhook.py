"""A webhook is one signed POST, and its failures say whether to try again."""

import hashlib
import hmac
import json
import time

import pytest
from tests.fakes.receiver import Answer, Receiver

from tripl import __version__
from tripl.channels.base import DeliveryError
from tripl.channels.message import Fact, Item, Link, Message, Origin, Ref
from tripl.channels.outbound import Outbound
from tripl.channels.registry import open_channel
from tripl.channels.transport import Transport

LOCAL = Outbound(public_only=False, seconds=2)
SECRET = "whsec_test"
ITEM = Item(
    sentence="Purchase dropped to 12",
    scope_type="event",
    scope_ref="e-1",
    scope_name="Purchase “größe”",
    direction="drop",
    actual_count=12.0,
    expected_count=340.5,
    absolute_delta=328.5,
    percent_delta=96.47577092511013,
    bucket="2026-11-23T14:00:00Z",
    details_url="https://tripl.example/p/shop/alerting",
    monitoring_url="https://tripl.example/p/shop/monitoring/event/e-1",
)
ALERT = Message(
    title="Purchase dropped",
    sentence="Rule Sales matched 1 finding.",
    destination=Ref("d-1", "Ops"),
    facts=(Fact("Scan", "web"),),
    items=(ITEM,),
    link=Link("Open", "https://tripl.example/p/shop"),
    origin=Origin("Shop", "shop", Ref("r-1", "Sales"), Ref("s-1", "web"), 1),
)


def webhook(url, *, outbound=LOCAL, **settings):
    secrets = {"signing_secret": SECRET, "webhook_header_value": settings.pop("value", None)}
    return open_channel("webhook", {"target_url": url, **settings}, secrets, Transport(outbound))


def failure(receiver, **settings) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        webhook(receiver.url, **settings).send(ALERT, "delivery-1")
    return caught.value


@pytest.mark.spec("A-4", "A-30")
def test_the_body_is_signed_and_has_every_member():
    with Receiver() as receiver:
        webhook(f"{receiver.url}/hook?x=1").send(ALERT, "delivery-1")
    (got,) = receiver.requests
    assert (got.method, got.path) == ("POST", "/hook?x=1")
    assert got.headers["host"] == f"127.0.0.1:{receiver.port}"

    # what the documentation tells a receiver to do
    parts = dict(pair.split("=", 1) for pair in got.headers["x-tripl-signature"].split(","))
    signed = parts["t"].encode() + b"." + got.body
    expected = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    assert hmac.compare_digest(expected, parts["v1"])
    assert abs(time.time() - int(parts["t"])) < 5

    assert got.headers["x-tripl-delivery"] == "delivery-1"
    assert got.headers["x-tripl-event"] == "tripl.alert"
    assert got.headers["user-agent"] == f"tripl/{__version__}"
    assert got.headers["content-type"] == "application/json"
    body = json.loads(got.body)
    assert list(body) == ["project", "destination", "rule", "scan", "matched_count", "message", "items"]
    assert body["project"] == {"name": "Shop", "slug": "shop"}
    assert body["destination"] == {"id": "d-1", "name": "Ops"}
    assert body["rule"] == {"id": "r-1", "name": "Sales"}
    assert body["scan"] == {"id": "s-1", "name": "web"}
    assert body["matched_count"] == 1
    assert body["items"] == [
        {
            "scope_type": "event",
            "scope_ref": "e-1",
            "scope_name": "Purchase “größe”",
            "direction": "drop",
            "actual_count": 12.0,
            "expected_count": 340.5,
            "absolute_delta": 328.5,
            "percent_delta": 96.47577092511013,
            "bucket": "2026-11-23T14:00:00Z",
            "details_url": "https://tripl.example/p/shop/alerting",
            "monitoring_url": "https://tripl.example/p/shop/monitoring/event/e-1",
            "drift_field": None,
            "drift_type": None,
            "sample_value": None,
        }
    ]
    assert body["message"].splitlines()[0] == "Purchase dropped"
    assert "- Purchase dropped to 12" in body["message"].splitlines()


@pytest.mark.spec("A-4")
def test_one_header_pair_is_sent():
    with Receiver() as receiver:
        webhook(receiver.url, webhook_header_name="Authorization", value="Bearer abc").send(ALERT, "d")
    assert receiver.requests[0].headers["authorization"] == "Bearer abc"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Host", "evil"),
        ("content-length", "3"),
        ("X-Tripl-Signature", "t=1,v1=0"),
        ("Bad Name", "x"),
        ("X-A", "line\r\nX-B: 1"),
        ("X-A", ""),
    ],
)
def test_a_header_that_would_break_the_request_is_refused(name, value):
    with Receiver() as receiver:
        found = failure(receiver, webhook_header_name=name, value=value)
    assert found.permanent
    assert found.kind == "config"
    assert receiver.requests == []


@pytest.mark.parametrize("status", [500, 502, 503, 408, 425, 429])
def test_these_answers_pass(status):
    with Receiver(always=Answer(status, b"later")) as receiver:
        found = failure(receiver)
    assert not found.permanent
    assert found.message == f"The receiver answered {status}: later"
    assert len(receiver.requests) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 422])
def test_these_answers_are_final(status):
    with Receiver(always=Answer(status, b"no")) as receiver:
        assert failure(receiver).permanent


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_any_success_is_success(status):
    with Receiver(always=Answer(status, b"")) as receiver:
        webhook(receiver.url).send(ALERT, "d")


@pytest.mark.spec("AC-60", "AC-59")
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(status):
    with Receiver() as elsewhere, Receiver(always=Answer(status, headers={"Location": elsewhere.url})) as receiver:
        found = failure(receiver)
        assert elsewhere.requests == []
    assert found.permanent
    assert "redirect" in found.message


def test_retry_after_is_heard():
    with Receiver(always=Answer(429, headers={"Retry-After": "120"})) as receiver:
        assert failure(receiver).retry_after == 120
    with Receiver(always=Answer(404, headers={"Retry-After": "120"})) as receiver:
        assert failure(receiver).retry_after is None


@pytest.mark.spec("AC-60")
def test_a_long_refusal_is_cut_and_made_printable():
    with Receiver(always=Answer(400, b"\x00\x1b[31m" + b"x" * 3_000_000)) as receiver:
        found = failure(receiver)
    assert len(found.message) <= 500
    assert found.message.isprintable()


@pytest.mark.spec("AC-66", "A-30")
def test_a_receiver_that_repeats_our_secrets_is_not_quoted_with_them():
    """Also where the cut would fall into one."""
    body = f"no {SECRET} and no Bearer abc-def " + "x" * 410 + " Bearer abc-def"
    with Receiver(always=Answer(401, body.encode())) as receiver:
        found = failure(receiver, webhook_header_name="Authorization", value="Bearer abc-def")
    assert found.message.startswith("The receiver answered 401: no •••••• and no •••••• xxx")
    assert "abc" not in found.message and SECRET not in found.message


def test_silence_ends_at_the_deadline():
    started = time.monotonic()
    with Receiver(always=Answer(delay=4)) as receiver:
        found = failure(receiver, outbound=Outbound(public_only=False, seconds=0.5))
    assert time.monotonic() - started < 3
    assert (found.permanent, found.kind) == (False, "timeout")


def test_a_dripping_refusal_ends_at_the_deadline():
    started = time.monotonic()
    with Receiver(always=Answer(500, b"y" * 100, drip=0.2)) as receiver:
        found = failure(receiver, outbound=Outbound(public_only=False, seconds=1))
    assert time.monotonic() - started < 3
    assert found.message.startswith("The receiver answered 500")


def test_an_accepted_message_does_not_wait_for_the_body():
    started = time.monotonic()
    with Receiver(always=Answer(200, b"y" * 100, drip=0.2)) as receiver:
        webhook(receiver.url).send(ALERT, "d")
    assert time.monotonic() - started < 2


def test_a_dropped_or_refused_connection_passes_and_names_no_host():
    with Receiver(always=Answer(hang_up=True)) as receiver:
        dropped = failure(receiver)
    refused = failure(receiver)
    assert (dropped.permanent, dropped.kind) == (False, "network")
    assert (refused.permanent, refused.message) == (False, "The receiver refused the connection")
    assert "127.0.0.1" not in dropped.message
