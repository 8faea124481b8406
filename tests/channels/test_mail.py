"""Mail over a relay that really speaks SMTP."""

import dataclasses
import traceback

import pytest
from tests.fakes.certificates import certificate
from tests.fakes.relay import Manners, Relay

from tripl.channels.base import DeliveryError
from tripl.channels.mail import Mail, MailServer, send

PASSWORD = "relay-password-7"
MAIL = Mail("ada@example.com", "Grüße", "Open https://tripl.example.com/reset-password#s3cr3t-token\n")


@pytest.fixture
def tls(tmp_path, monkeypatch):
    """Of a relay on localhost, whose certificate this process trusts as an operator would make it."""
    server, _ = certificate(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "chain.pem"))
    return server


def server_of(relay: Relay, **over) -> MailServer:
    plain = MailServer("localhost", relay.port, "none", "tripl <tripl@example.com>", patience=1)
    return dataclasses.replace(plain, **over)


def failure(manners: Manners, **over) -> DeliveryError:
    with Relay(manners) as relay, pytest.raises(DeliveryError) as caught:
        send(server_of(relay, **over), MAIL)
    assert relay.mails == []
    whole = "".join(traceback.format_exception(caught.value))
    for secret in (PASSWORD, "s3cr3t-token", "ada@example.com"):
        assert secret not in whole
    return caught.value


def test_a_mail_as_it_arrives():
    with Relay() as relay:
        send(server_of(relay), MAIL)
    (got,) = relay.mails
    assert (got.sender, got.recipient, got.encrypted) == ("tripl@example.com", "ada@example.com", False)
    assert got.message["From"] == "tripl <tripl@example.com>"
    assert got.message["Subject"] == "Grüße"
    assert got.message["Auto-Submitted"] == "auto-generated"
    assert got.message["Message-ID"].endswith("@example.com>")
    assert got.message.get_content().rstrip() == MAIL.text.rstrip()


@pytest.mark.parametrize("mode", ["starttls", "implicit_tls"])
def test_a_secured_connection_with_a_user(tls, mode):
    with Relay(Manners(tls=tls, mode=mode, users={"tripl": PASSWORD})) as relay:
        send(server_of(relay, security=mode, username="tripl", password=PASSWORD), MAIL)
    (got,) = relay.mails
    assert (got.encrypted, got.user) == (True, "tripl")


def test_a_certificate_nobody_trusts_is_refused(tmp_path):
    server, _ = certificate(tmp_path, "localhost")
    refused = failure(Manners(tls=server), security="starttls", username="tripl", password=PASSWORD)
    assert refused.kind == "tls"


@pytest.mark.parametrize(
    ("manners", "over", "kind", "permanent", "words"),
    [
        (Manners(users={"tripl": "other"}), {"username": "tripl", "password": PASSWORD}, "config", True, "SMTP_USER"),
        (Manners(), {"username": "tripl", "password": PASSWORD}, "config", True, "SMTP_SECURITY"),
        (Manners(), {"security": "starttls"}, "config", True, "SMTP_SECURITY"),
        (Manners(), {"security": "implicit_tls"}, "tls", False, "SMTP_SECURITY"),
        (Manners(silent=True), {"patience": 0.2}, "timeout", False, "does not answer"),
        (Manners(replies={"MAIL": "550 not you"}), {}, "config", True, "SMTP_FROM_ADDRESS"),
        (Manners(replies={"RCPT": "550 ada@example.com?"}), {}, "policy", True, "code 550"),
        (Manners(replies={"RCPT": "451 later"}), {}, "policy", False, "code 451"),
        (Manners(replies={"DATA": "554 s3cr3t-token is spam"}), {}, "policy", True, "code 554"),
    ],
)
def test_what_goes_wrong_is_said_without_what_was_in_it(manners, over, kind, permanent, words):
    refused = failure(manners, **over)
    assert (refused.kind, refused.permanent) == (kind, permanent)
    assert words in refused.message


def test_nobody_listens():
    with Relay() as relay:
        server = server_of(relay)
    with pytest.raises(DeliveryError) as caught:
        send(server, MAIL)
    assert (caught.value.kind, caught.value.permanent) == ("network", False)
    assert "SMTP_HOST" in caught.value.message
