"""A mail relay on the loopback that speaks SMTP: with or without TLS and sign-in, and refusing as told."""

import base64
import contextlib
import email
import email.policy
import socketserver
import ssl
import threading
import time
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any, Literal, Self


@dataclass(frozen=True)
class Delivered:
    sender: str
    recipients: list[str]
    message: EmailMessage
    encrypted: bool
    user: str

    @property
    def recipient(self) -> str:
        """The only one."""
        (one,) = self.recipients
        return one


@dataclass(frozen=True)
class Manners:
    """What the relay offers and how it answers."""

    tls: ssl.SSLContext | None = None
    mode: Literal["starttls", "implicit_tls"] = "starttls"
    users: dict[str, str] = field(default_factory=dict)
    """Password by name; where there are any, nothing is taken without signing in."""
    replies: dict[str, str] = field(default_factory=dict)
    """What is said to a verb instead of yes: {"RCPT": "550 no such user"}."""
    strangers: dict[str, str] = field(default_factory=dict)
    """What is said to these recipients."""
    silent: bool = False
    """Take the connection and say nothing."""


class Relay:
    """`with Relay() as relay:` listens on `relay.port`; what arrived stands in `relay.mails`."""

    def __init__(self, manners: Manners | None = None) -> None:
        self.manners = manners or Manners()
        self.mails: list[Delivered] = []
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _handler(self), bind_and_activate=True)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class Conversation:
    """One client. Verbs that are not written here are refused."""

    def __init__(self, relay: Relay, connection: Any) -> None:
        self._relay, self._manners, self._socket = relay, relay.manners, connection
        self._encrypted, self._user = False, ""
        self._sender, self._recipients = "", list[str]()
        self._stream = connection.makefile("rb")

    def hold(self) -> None:
        if self._manners.silent:
            time.sleep(5)
            return
        if self._manners.tls and self._manners.mode == "implicit_tls":
            self._secure()
        self._say("220 relay.test ready")
        while line := self._stream.readline():
            verb, _, rest = line.decode().strip().partition(" ")
            if verb.upper() == "QUIT":
                self._say("221 bye")
                return
            self._answer(verb.upper(), rest)

    def _answer(self, verb: str, rest: str) -> None:
        said = self._manners.replies.get(verb)
        known = getattr(self, f"_on_{verb.lower()}", None)
        if said:
            self._say(said)
        elif known is None:
            self._say("502 not known here")
        elif self._manners.users and not self._user and verb in {"MAIL", "RCPT", "DATA"}:
            self._say("530 sign in first")
        else:
            known(rest)

    def _on_ehlo(self, _: str) -> None:
        offers = ["relay.test"]
        if self._manners.tls and not self._encrypted:
            offers.append("STARTTLS")
        if self._manners.users:
            offers.append("AUTH PLAIN")
        for offer in offers[:-1]:
            self._say(f"250-{offer}")
        self._say(f"250 {offers[-1]}")

    def _on_starttls(self, _: str) -> None:
        self._say("220 go on")
        self._secure()

    def _on_auth(self, rest: str) -> None:
        _, name, password = base64.b64decode(rest.removeprefix("PLAIN ")).decode().split("\0")
        good = self._manners.users.get(name) == password
        self._user = name if good else ""
        self._say("235 welcome" if good else f"535 wrong password for {name}")

    def _on_mail(self, rest: str) -> None:
        self._sender, self._recipients = rest.split("<")[1].split(">", maxsplit=1)[0], []
        self._say("250 ok")

    def _on_rcpt(self, rest: str) -> None:
        wanted = rest.split("<")[1].split(">", maxsplit=1)[0]
        refusal = self._manners.strangers.get(wanted)
        if not refusal:
            self._recipients.append(wanted)
        self._say(refusal or "250 ok")

    def _on_rset(self, _: str) -> None:
        self._say("250 ok")

    def _on_data(self, _: str) -> None:
        self._say("354 go on")
        lines = []
        while (line := self._stream.readline()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b"..") else line)
        message = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
        mail = Delivered(self._sender, self._recipients, message, self._encrypted, self._user)
        self._relay.mails.append(mail)
        self._say("250 taken")

    def _secure(self) -> None:
        tls = self._manners.tls
        assert tls is not None
        self._socket = tls.wrap_socket(self._socket, server_side=True)
        self._stream = self._socket.makefile("rb")
        self._encrypted = True

    def _say(self, line: str) -> None:
        self._socket.sendall(f"{line}\r\n".encode())


def _handler(relay: Relay) -> type[socketserver.BaseRequestHandler]:
    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(OSError):  # the sender gave up first: that is what some tests are about
                Conversation(relay, self.request).hold()

    return Handler
