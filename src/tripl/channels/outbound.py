"""The one way out: a call to a checked address, with a deadline and a size limit, that follows nothing.

The host is resolved before each request and the connection goes to the address that was checked, so a name that
changes its mind between the check and the call leads nowhere. TLS and the Host header keep the name.
"""

import contextlib
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import httpcore
import httpx

from tripl.channels.base import DeliveryError
from tripl.channels.pinned import Pinned
from tripl.kit.addresses import Refused, Resolver, checked, resolve

Reader = Callable[[int, Iterable[bytes]], str]
"""Gets the status and the body."""

SECONDS = 10.0
MOST_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    text: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Asked:
    method: str
    url: str
    body: bytes | None
    headers: Mapping[str, str]


class Outbound:
    """A client bound to a policy: `public_only` allows https to public hosts and nothing else."""

    def __init__(
        self,
        *,
        public_only: bool,
        resolver: Resolver = resolve,
        tls: ssl.SSLContext | None = None,
        seconds: float = SECONDS,
    ) -> None:
        self._public_only = public_only
        self._resolver = resolver
        self._tls = tls
        self._seconds = seconds

    def check(self, url: str) -> None:
        """Raise DeliveryError for a URL that may not be called. A name without an address today may have one later."""
        host, port = self._parts(url)
        with contextlib.suppress(OSError):
            self._allowed(host, port)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """One POST. Any HTTP answer is returned, redirects too; everything else raises DeliveryError."""
        return self._call("POST", url, body, headers, _text_of_refusal)

    def fetch(self, url: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        """A GET, or a POST of a body, whose answer is read whole; raises DeliveryError when it does not fit either."""
        return self._call("GET" if body is None else "POST", url, body, headers, _whole_text)

    def _call(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str], read: Reader) -> Answer:
        host, port = self._parts(url)
        deadline = time.monotonic() + self._seconds
        try:
            addresses = self._allowed(host, port)
        except OSError as error:
            raise DeliveryError("The host name does not resolve", permanent=False, kind="dns") from error
        try:
            return self._exchange(_Asked(method, url, body, headers), Pinned(addresses, deadline), read)
        except httpcore.TimeoutException as error:
            text = f"The receiver did not answer within {self._seconds:g} seconds"
            raise DeliveryError(text, permanent=False, kind="timeout") from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise _network_failure(error) from error

    def _exchange(self, asked: _Asked, backend: Pinned, read: Reader) -> Answer:
        tls = self._tls or httpx.create_ssl_context()
        sent = [(name.encode(), value.encode("latin-1")) for name, value in asked.headers.items()]
        with httpcore.ConnectionPool(ssl_context=tls, network_backend=backend) as pool:
            pool_url = _core_url(asked.url)
            with pool.stream(
                asked.method, pool_url, headers=sent, content=asked.body, extensions=backend.limits
            ) as response:
                named = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in response.headers}
                return Answer(response.status, read(response.status, response.iter_stream()), named)

    def _parts(self, url: str) -> tuple[str, int]:
        """Host and port of an allowed URL."""
        try:
            parsed = httpx.URL(url)
        except (httpx.InvalidURL, UnicodeError) as error:
            raise DeliveryError("The URL is malformed", permanent=True, kind="config") from error
        if parsed.scheme not in ("https", "http") or not parsed.host:
            raise DeliveryError("The URL must start with https://", permanent=True, kind="config")
        if parsed.scheme == "http" and self._public_only:
            raise DeliveryError("The URL must start with https://", permanent=True, kind="policy")
        if parsed.userinfo:
            text = "The URL must not carry a user name or password; use the header instead"
            raise DeliveryError(text, permanent=True, kind="config")
        return parsed.raw_host.decode("ascii").strip("[]"), parsed.port or (443 if parsed.scheme == "https" else 80)

    def _allowed(self, host: str, port: int) -> list[str]:
        """The addresses, when every one of them may be called."""
        try:
            return checked(host, port, public_only=self._public_only, resolver=self._resolver)
        except Refused as error:
            raise DeliveryError(str(error), permanent=True, kind="policy") from error


def _core_url(url: str) -> httpcore.URL:
    parsed = httpx.URL(url)
    return httpcore.URL(scheme=parsed.raw_scheme, host=parsed.raw_host, port=parsed.port, target=parsed.raw_path)


def _whole_text(_: int, chunks: Iterable[bytes]) -> str:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > MOST_BYTES:
            raise DeliveryError("The answer is longer than 1 MiB", permanent=True, kind="network")
    return bytes(body).decode("utf-8", "replace")


def _text_of_refusal(status: int, chunks: Iterable[bytes]) -> str:
    """As far as it comes in time and fits; only the status decides."""
    if 200 <= status < 300:
        return ""
    body = bytearray()
    with contextlib.suppress(httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError):
        for chunk in chunks:
            body += chunk
            if len(body) >= MOST_BYTES:
                break
    return bytes(body[:MOST_BYTES]).decode("utf-8", "replace")


def _network_failure(error: Exception) -> DeliveryError:
    """A sentence without host, port or driver."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLCertVerificationError):
            return DeliveryError("The receiver's certificate is not trusted", permanent=False, kind="tls")
        if isinstance(seen, ssl.SSLError):
            return DeliveryError("The receiver does not speak TLS as expected", permanent=False, kind="tls")
        if isinstance(seen, ConnectionRefusedError):
            return DeliveryError("The receiver refused the connection", permanent=False, kind="network")
        seen = seen.__cause__ or seen.__context__
    return DeliveryError("The connection to the receiver failed", permanent=False, kind="network")
