"""A token bucket in memory for each (client, route): per process, so N processes allow N times as much."""

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from tripl.middleware.refusal import refuse

MOST_BUCKETS = 10_000


@dataclass(frozen=True, slots=True)
class Limit:
    """`burst` at once, refilled evenly over `seconds`."""

    burst: int
    seconds: float

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


class RateLimit:
    """Refuses with 429 and Retry-After; a route without an entry in `limits` is free."""

    def __init__(
        self,
        app: ASGIApp,
        limits: Mapping[tuple[str, str], Limit],
        *,
        trust_forwarded: bool = False,
        buckets: Buckets | None = None,
    ) -> None:
        self.app = app
        self.limits = {route: limit for route, limit in limits.items() if limit.burst > 0}
        self.trust_forwarded = trust_forwarded
        self.buckets = buckets or Buckets()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        limit = self.limits.get((scope["method"], scope["path"])) if scope["type"] == "http" else None
        wait = self.buckets.take(self._client(scope), scope["path"], limit) if limit else 0.0
        if wait > 0:
            seconds = str(math.ceil(wait))
            detail = f"Too many attempts; try again in {seconds} s"
            await refuse(scope, receive, send, 429, detail, headers={"Retry-After": seconds})
            return
        await self.app(scope, receive, send)

    def _client(self, scope: Scope) -> str:
        """The socket's peer, or what the trusted proxy says: X-Real-IP, else the leftmost X-Forwarded-For."""
        peer = scope.get("client")
        if self.trust_forwarded:
            headers = Headers(scope=scope)
            forwarded = headers.get("x-forwarded-for", "").split(",")[0]
            said = headers.get("x-real-ip", "").strip() or forwarded.strip()
            if said:
                return said
        return peer[0] if peer else ""
