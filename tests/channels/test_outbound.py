"""Nothing is sent to an address that was not checked, however it is written."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fakes.certificates import certificate
from tests.fakes.receiver import Receiver

from tripl.channels.base import DeliveryError
from tripl.channels.outbound import Outbound
from tripl.kit.addresses import refusal, resolve

PUBLIC = "93.184.216.34"


def answers(*addresses):
    """A resolver of our own."""
    return lambda *_: list(addresses)


def kind_of(url, **over) -> str:
    with pytest.raises(DeliveryError) as caught:
        Outbound(**{"public_only": True, **over}).check(url)
    assert caught.value.permanent
    return caught.value.kind


@pytest.mark.spec("A-13", "AC-59", "AC-60")
@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "0",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "10.0.0.8",
        "172.16.3.4",
        "192.168.1.1",
        "100.64.0.1",
        "[fd00::1]",
        "[fe80::1]",
        "[fec0::1]",
        "169.254.169.254",
        "224.0.0.1",
    ],
)
def test_private_addresses_are_refused_in_every_notation(host):
    kind = kind_of(f"https://{host}/hook", resolver=resolve)
    assert kind == ("config" if host.startswith("0177") else "policy")  # octal is no URL at all


@pytest.mark.spec("A-13")
@pytest.mark.parametrize("found", ["10.1.2.3", "::ffff:192.168.0.1", "fe80::1%eth0", "64:ff9b::a00:1"])
def test_a_public_name_with_a_private_address_is_refused(found):
    assert kind_of("https://hooks.example.com", resolver=answers(PUBLIC, found)) == "policy"


@pytest.mark.parametrize(
    "host", ["169.254.169.254", "169.254.170.2", "[::ffff:169.254.169.254]", "2852039166", "[fd00:ec2::254]", "0"]
)
def test_metadata_addresses_are_refused_even_where_private_ones_are_not(host):
    assert kind_of(f"http://{host}/latest", public_only=False) == "policy"


@pytest.mark.spec("A-4")
def test_only_https_leaves_where_only_public_hosts_are_allowed():
    assert kind_of("http://hooks.example.com", resolver=answers(PUBLIC)) == "policy"
    Outbound(public_only=True, resolver=answers(PUBLIC)).check("https://hooks.example.com")
    Outbound(public_only=False).check("http://127.0.0.1:8080/hook")


@pytest.mark.parametrize(
    "url", ["ftp://example.com", "https://", "not a url", "https://user:pw@example.com", "http://[::1", ""]
)
def test_what_is_not_a_plain_url_is_refused(url):
    assert kind_of(url, resolver=answers(PUBLIC)) in {"config", "policy"}


def test_a_name_that_does_not_resolve_yet_may_be_saved_but_not_called():
    def unknown(host, port):
        raise OSError("no such name")

    outbound = Outbound(public_only=True, resolver=unknown)
    outbound.check("https://soon.example.com")
    with pytest.raises(DeliveryError) as caught:
        outbound.post("https://soon.example.com", b"", {})
    assert (caught.value.permanent, caught.value.kind) == (False, "dns")


@pytest.mark.spec("A-13", "AC-59")
def test_a_name_that_changes_its_mind_leads_nowhere():
    """Public when it was saved, private when it is called."""
    with Receiver() as receiver:
        found = iter([[PUBLIC], ["127.0.0.1"]])
        outbound = Outbound(public_only=True, resolver=lambda *_: next(found))
        outbound.check(f"https://rebind.example.com:{receiver.port}")
        with pytest.raises(DeliveryError) as caught:
            outbound.post(f"https://rebind.example.com:{receiver.port}", b"{}", {})
    assert caught.value.kind == "policy"
    assert receiver.requests == []


@pytest.mark.spec("AC-59")
def test_the_connection_goes_to_the_checked_address_and_keeps_the_name(tmp_path):
    server, client = certificate(tmp_path, "hooks.example.com")
    with Receiver(tls=server) as receiver:
        outbound = Outbound(public_only=False, resolver=answers("127.0.0.1"), tls=client)
        answer = outbound.post(f"https://hooks.example.com:{receiver.port}/in", b"{}", {})
    assert answer.status == 200
    assert receiver.requests[0].headers["host"] == f"hooks.example.com:{receiver.port}"


def test_a_certificate_of_another_name_is_refused(tmp_path):
    server, client = certificate(tmp_path, "other.example.com")
    with Receiver(tls=server) as receiver:
        outbound = Outbound(public_only=False, resolver=answers("127.0.0.1"), tls=client)
        with pytest.raises(DeliveryError) as caught:
            outbound.post(f"https://hooks.example.com:{receiver.port}", b"{}", {})
    assert caught.value.kind == "tls"
    assert receiver.requests == []


def test_the_second_address_is_tried_when_the_first_is_closed():
    with Receiver() as receiver:
        outbound = Outbound(public_only=False, resolver=answers("127.0.0.9", "127.0.0.1"))
        assert outbound.post(f"http://hooks.example.com:{receiver.port}", b"{}", {}).status == 200


def wrappings(address: ipaddress.IPv4Address) -> list[ipaddress.IPv6Address]:
    """Every way in which IPv6 carries an IPv4 address: mapped, translated, NAT64, compatible, 6to4, Teredo, ISATAP."""
    number = int(address)
    written = ("::ffff:{}", "::ffff:0:{}", "64:ff9b::{}", "64:ff9b:1::{}", "::{}", "2606:4700::5efe:{}")
    found = [ipaddress.IPv6Address(each.format(address)) for each in written]
    return [
        *found,
        ipaddress.IPv6Address((0x2002 << 112) | (number << 80) | 1),
        ipaddress.IPv6Address((0x20010000 << 96) | (0x08080808 << 64) | (number ^ 0xFFFFFFFF)),
    ]


@pytest.mark.spec("AC-62")
@pytest.mark.parametrize("wrapped", wrappings(ipaddress.IPv4Address("169.254.169.254")), ids=str)
def test_metadata_stays_refused_in_every_wrapping_whatever_the_policy(wrapped):
    assert "metadata" in (refusal(wrapped, public_only=False) or "")
    assert refusal(ipaddress.ip_address("10.0.0.8"), public_only=False) is None


@pytest.mark.spec("AC-59")
@given(st.ip_addresses())
def test_wrapping_an_address_in_ipv6_never_opens_it(address):
    if isinstance(address, ipaddress.IPv4Address) and refusal(address, public_only=True):
        for wrapped in wrappings(address):
            assert refusal(wrapped, public_only=True), wrapped
    if refusal(address, public_only=False):
        assert refusal(address, public_only=True)
