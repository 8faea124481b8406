"""Nothing is sent to an address that was not checked, however it is written."""

import datetime as dt
import ipaddress
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st
from tests.fakes.receiver import Receiver

from tripl.channels.addresses import refusal
from tripl.channels.base import DeliveryError
from tripl.channels.outbound import Outbound, resolve

PUBLIC = "93.184.216.34"


def answers(*addresses):
    """A resolver of our own."""
    return lambda *_: list(addresses)


def kind_of(url, **over) -> str:
    with pytest.raises(DeliveryError) as caught:
        Outbound(**{"public_only": True, **over}).check(url)
    assert caught.value.permanent
    return caught.value.kind


@pytest.mark.spec("A-13")
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


@pytest.mark.spec("A-13")
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


@given(st.ip_addresses())
def test_wrapping_an_address_in_ipv6_never_opens_it(address):
    if isinstance(address, ipaddress.IPv4Address) and refusal(address, public_only=True):
        for wrapped in (f"::ffff:{address}", f"64:ff9b::{address}"):
            assert refusal(ipaddress.ip_address(wrapped), public_only=True)
    if refusal(address, public_only=False):
        assert refusal(address, public_only=True)


def certificate(folder, name):
    """A server context for `name`, and a client context that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    chain, private = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(chain, private)
    return server, ssl.create_default_context(cafile=str(chain))
