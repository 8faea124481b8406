"""A real HTTP receiver on the loopback: records what arrives and answers as told."""

import ssl
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


@dataclass(frozen=True)
class Received:
    method: str
    path: str
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes
    at: float


@dataclass(frozen=True)
class Answer:
    """What the receiver does with one request."""

    status: int = 200
    body: bytes = b"ok"
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0
    """Seconds before the answer starts."""
    drip: float = 0
    """Seconds between two bytes of the body."""
    hang_up: bool = False
    """Close the connection without an answer."""


OK = Answer()


class Receiver:
    """`with Receiver() as receiver:` serves at `receiver.url`; `answers` are given in turn, then `always`."""

    def __init__(
        self, answers: Iterable[Answer] = (), *, always: Answer = OK, tls: ssl.SSLContext | None = None
    ) -> None:
        self.requests: list[Received] = []
        self.always = always
        self._answers = list(answers)
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self._take))
        self._server.daemon_threads = True
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._scheme = "https" if tls else "http"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self.port}"

    def then(self, *answers: Answer) -> None:
        """Queue answers for the next requests."""
        with self._lock:
            self._answers.extend(answers)

    def wait(self, count: int, seconds: float = 10) -> list[Received]:
        """The requests, once there are at least `count`; fails after `seconds`."""
        deadline = time.monotonic() + seconds
        while len(self.requests) < count:
            assert time.monotonic() < deadline, f"{len(self.requests)} of {count} requests came"
            time.sleep(0.02)
        return self.requests

    def _take(self, received: Received) -> Answer:
        with self._lock:
            self.requests.append(received)
            return self._answers.pop(0) if self._answers else self.always

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler(take: Callable[[Received], Answer]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            self._say(take(Received(self.command, self.path, headers, body, time.time())))

        def _say(self, answer: Answer) -> None:
            time.sleep(answer.delay)
            if answer.hang_up:
                self.close_connection = True
                return
            try:
                self.send_response(answer.status)
                for name, value in {"Content-Length": str(len(answer.body)), **answer.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self._write(answer)
            except OSError:  # the sender gave up first: that is what some tests are about
                self.close_connection = True

        def _write(self, answer: Answer) -> None:
            if not answer.drip:
                self.wfile.write(answer.body)
                return
            for number in answer.body:
                self.wfile.write(bytes([number]))
                self.wfile.flush()
                time.sleep(answer.drip)

        do_GET = do_POST = do_PUT = answer  # noqa: N815 - names of the standard library

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the standard library's signature
            """Stay silent."""

    return Handler
