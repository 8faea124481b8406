"""Mail through the operator's relay. Says why one failed without repeating what was in it."""

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from typing import Any, Literal

from tripl.channels.base import DeliveryError, FailureKind

PATIENCE = 10.0
"""Seconds for the connection and for each answer of the relay."""
MOST_WORDS = 300
TAKEN = (250, 251)
PERMANENT = 500
"""From this reply code on, trying again cannot help."""
Security = Literal["starttls", "implicit_tls", "none"]


@dataclass(frozen=True, slots=True)
class MailServer:
    """`sender` may hold a display name."""

    host: str
    port: int
    security: Security
    sender: str
    username: str = ""
    password: str = ""
    patience: float = PATIENCE


@dataclass(frozen=True, slots=True)
class Mail:
    """To one address, or to several, each of which reads the others."""

    to: str | tuple[str, ...]
    subject: str
    text: str
    ident: str = ""
    """The same for every attempt, so that a mailbox can drop a repetition; made up where it is empty."""

    reply_to: str = ""

    @property
    def addresses(self) -> tuple[str, ...]:
        return (self.to,) if isinstance(self.to, str) else self.to


class _Heard(smtplib.SMTP):
    """Remembers what the relay said when it took the message, which it gets for all recipients or for none."""

    answer = ""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self.refused: dict[str, tuple[int, bytes]] = {}
        super().__init__(*arguments, **options)

    def rcpt(self, recip: str, options: Sequence[str] = ()) -> tuple[int, bytes]:
        code, said = super().rcpt(recip, options)
        if code not in TAKEN:
            self.refused[recip] = (code, said)
        return code, said

    def data(self, msg: Any) -> tuple[int, bytes]:
        if self.refused:
            self.rset()
            raise smtplib.SMTPRecipientsRefused(self.refused)
        code, said = super().data(msg)
        self.answer = f"{code} {_words(said)}".strip()
        return code, said


class _HeardOverTls(_Heard, smtplib.SMTP_SSL): ...


def send(server: MailServer, mail: Mail, *, aloud: bool = False, named: bool = False) -> str:
    """Hand one mail over and return what the relay said; raises DeliveryError in words an operator can act on.

    Only `aloud`, to the person whose address it is, a failure repeats the relay's own words; only `named`, to people
    who chose them, the addresses that were refused.
    """
    try:
        with _connect(server) as relay:
            if server.security == "starttls":
                relay.starttls(context=ssl.create_default_context())
            if server.username:
                relay.login(server.username, server.password)
            relay.send_message(_compose(server, mail))
            return relay.answer
    except (smtplib.SMTPException, OSError) as error:
        # The relay's own words stay out, also out of the chain that a log prints: they may repeat the address.
        raise _explained(server, error, aloud=aloud, named=named) from None


def _connect(server: MailServer) -> _Heard:
    if server.security == "implicit_tls":
        context = ssl.create_default_context()
        return _HeardOverTls(server.host, server.port, timeout=server.patience, context=context)
    return _Heard(server.host, server.port, timeout=server.patience)


def _compose(server: MailServer, mail: Mail) -> EmailMessage:
    message = EmailMessage()
    message["From"] = server.sender
    message["To"] = ", ".join(mail.addresses)
    message["Subject"] = mail.subject
    message["Date"] = formatdate()
    domain = parseaddr(server.sender)[1].rpartition("@")[2]
    message["Message-ID"] = f"<{mail.ident}@{domain}>" if mail.ident else make_msgid(domain=domain)
    if mail.reply_to:
        message["Reply-To"] = mail.reply_to
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    return message


def _explained(server: MailServer, error: Exception, *, aloud: bool, named: bool) -> DeliveryError:
    where = f"{server.host}:{server.port}"
    code = _code(error)
    said = f" (code {code})" if code else ""
    kind: FailureKind = "config"
    match error:
        case smtplib.SMTPAuthenticationError():
            text = f"The mail server refused the user name or password{said}; check SMTP_USERNAME and SMTP_PASSWORD"
        case smtplib.SMTPSenderRefused():
            text = f"The mail server does not send for SMTP_FROM_ADDRESS{said}"
        case smtplib.SMTPRecipientsRefused():
            whom = ", ".join(error.recipients) if named else "this address"
            kind, text = "policy", f"The mail server does not take mail for {whom}{said}"
        case smtplib.SMTPNotSupportedError():
            text = "The mail server lacks what the settings ask for; check SMTP_SECURITY and SMTP_USERNAME"
        case ssl.SSLError():
            kind, text = "tls", f"No secure connection to {where}: check SMTP_SECURITY, the port and the certificate"
        case _ if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
            kind, text = "timeout", f"{where} does not answer; the port and SMTP_SECURITY may not fit each other"
        case smtplib.SMTPServerDisconnected():
            kind, text = "network", f"{where} hung up; the port and SMTP_SECURITY may not fit each other"
        case smtplib.SMTPResponseException():
            kind, text = "policy", f"The mail server refused the message{said}"
        case _:
            kind, text = "network", f"No connection to {where}; check SMTP_HOST and SMTP_PORT"
    if aloud and (words := _said(error)):
        text = f"{text}. It said: {words}"
    return DeliveryError(text, permanent=code >= PERMANENT or kind == "config", kind=kind)


def _code(error: Exception) -> int:
    """The reply code; 0 where the relay never came to speak."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max((code for code, _ in error.recipients.values()), default=0)
    return int(getattr(error, "smtp_code", 0))


def _said(error: Exception) -> str:
    """The relay's own words; empty where it never came to speak."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(_words(said) for _, said in error.recipients.values())
    return _words(getattr(error, "smtp_error", b""))


def _words(said: bytes | str) -> str:
    """One line of what can be printed."""
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())[:MOST_WORDS]
