"""A token bucket in memory for each (client, route): per process, so N processes allow N times as much.

Where that is too much, `shared_buckets` keeps them in Redis for all processes.
"""

import math
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from threading import Lock
from typing import Literal, Protocol

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from tripl.middleware.refusal import refuse

MOST_BUCKETS = 10_000
LONGEST_ADDRESS = 64
Entry = Literal["leftmost", "rightmost"]
"""Of X-Forwarded-For: what the client's own proxy said first, or what the nearest proxy appended."""


@dataclass(frozen=True, slots=True)
class Limit:
    """`burst` at once, refilled evenly over `seconds`."""

    burst: int
    seconds: float
    bucket: str = ""
    """Shared by the routes that name it; a route without one counts alone."""
    by_caller: bool = False
    """Counts for whoever shows the same key or cookie, from wherever; an address may stand for a whole office."""
    page: str = ""
    """Where a browser that navigates is sent instead of an answer that only programs read."""

    @property
    def pace(self) -> float:
        return self.burst / self.seconds


@dataclass(slots=True)
class Bucket:
    tokens: float
    at: float


@dataclass
class Buckets:
    """Thread-safe; `clock` is monotonic seconds."""

    clock: Callable[[], float] = time.monotonic
    _kept: dict[tuple[str, str], Bucket] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, client: str, route: str, limit: Limit) -> float:
        """Seconds to wait; 0 when a token was there and is taken."""
        now = self.clock()
        with self._lock:
            bucket = self._kept.pop((client, route), None) or Bucket(limit.burst, now)
            bucket.tokens = min(limit.burst, bucket.tokens + (now - bucket.at) * limit.pace)
            bucket.at = now
            self._kept[client, route] = bucket
            if len(self._kept) > MOST_BUCKETS:
                del self._kept[next(iter(self._kept))]
            if bucket.tokens < 1:
                return (1 - bucket.tokens) / limit.pace
            bucket.tokens -= 1
            return 0.0


class Taking(Protocol):
    """Where the middleware takes its tokens."""

    async def take(self, client: str, route: str, limit: Limit) -> float: ...


@dataclass
class OwnBuckets:
    """Those of this process alone."""

    buckets: Buckets = field(default_factory=Buckets)

    async def take(self, client: str, route: str, limit: Limit) -> float:
        return self.buckets.take(client, route, limit)


class RateLimit:
    """Refuses with 429 and Retry-After; a route without an entry in `limits` is free."""

    def __init__(
        self,
        app: ASGIApp,
        limits: Mapping[tuple[str, str], Limit],
        *,
        trust_forwarded: bool = False,
        forwarded_entry: Entry = "leftmost",
        buckets: Taking | None = None,
    ) -> None:
        self.app = app
        self.limits = {route: limit for route, limit in limits.items() if limit.burst > 0}
        self.patterns = [
            (method, re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), path) for method, path in self.limits if "{" in path
        ]
        self.trust_forwarded = trust_forwarded
        self.position = 0 if forwarded_entry == "leftmost" else -1
        self.buckets = buckets or OwnBuckets()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        route = self._route(scope["method"], scope["path"]) if scope["type"] == "http" else ("", "")
        limit = self.limits.get(route)
        wait = await self.buckets.take(self._counted(scope, limit), limit.bucket or route[1], limit) if limit else 0.0
        if wait > 0:
            seconds = str(math.ceil(wait))
            if limit and limit.page and "text/html" in Headers(scope=scope).get("accept", ""):
                await RedirectResponse(limit.page, 303, {"Retry-After": seconds})(scope, receive, send)
                return
            detail = f"Too many attempts; try again in {seconds} s"
            await refuse(scope, receive, send, 429, detail, headers={"Retry-After": seconds})
            return
        await self.app(scope, receive, send)

    def _route(self, method: str, path: str) -> tuple[str, str]:
        """A token in the path is no route of its own."""
        for verb, pattern, route in self.patterns:
            if verb == method and pattern.fullmatch(path):
                return verb, route
        return method, path

    def _counted(self, scope: Scope, limit: Limit) -> str:
        """Whose token is taken. No credential is kept."""
        headers = Headers(scope=scope)
        shown = headers.get("authorization") or headers.get("cookie") if limit.by_caller else None
        return blake2b(shown.encode(), digest_size=16).hexdigest() if shown else self._client(scope)

    def _client(self, scope: Scope) -> str:
        """The socket's peer, or what the trusted proxy says: X-Real-IP, else an entry of X-Forwarded-For."""
        peer = scope.get("client")
        if self.trust_forwarded:
            headers = Headers(scope=scope)
            forwarded = ",".join(headers.getlist("x-forwarded-for")).split(",")
            said = headers.get("x-real-ip", "").strip() or forwarded[self.position].strip()
            if said:
                return _short(said)
        return peer[0] if peer else ""


def _short(said: str) -> str:
    """A header may hold any amount of text, and every bucket keeps its address."""
    return said if len(said) <= LONGEST_ADDRESS else blake2b(said.encode(), digest_size=16).hexdigest()
