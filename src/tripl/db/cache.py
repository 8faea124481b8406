"""A cache that may vanish at any time: a miss or an outage only costs a query."""

import json
import logging
import time
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import redis

log = logging.getLogger(__name__)
PAUSE_SECONDS = 5.0


class Cache(Protocol):
    def get(self, keys: Sequence[str]) -> Mapping[str, Any]: ...
    def put(self, key: str, value: Any, *, seconds: int) -> None: ...
    def advance(self, key: str, *, seconds: int) -> None: ...


class NoCache:
    """REDIS_URL is empty: every read goes to the database."""

    def get(self, keys: Sequence[str]) -> Mapping[str, Any]:  # noqa: ARG002 - a protocol's signature
        return {}

    def put(self, key: str, value: Any, *, seconds: int) -> None:
        """Keep nothing."""

    def advance(self, key: str, *, seconds: int) -> None:
        """Nothing was kept."""


class RedisCache:
    """JSON values with a time to live; an outage reads as a miss."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client

    def get(self, keys: Sequence[str]) -> Mapping[str, Any]:
        """What is kept, in one question; a value that is not JSON reads as a miss."""
        try:
            found = self._client.mget(keys) if keys else []
        except redis.RedisError:
            log.warning("the cache does not answer; reading from the database")
            return {}
        return {key: value for key, raw in zip(keys, found, strict=True) if (value := _parsed(raw)) is not None}

    def put(self, key: str, value: Any, *, seconds: int) -> None:
        try:
            self._client.set(key, json.dumps(value, default=str), ex=seconds)
        except redis.RedisError:
            log.warning("the cache does not answer; nothing was kept")

    def advance(self, key: str, *, seconds: int) -> None:
        """Add one to a number that is forgotten after so many seconds of rest."""
        try:
            self._client.incr(key)
            self._client.expire(key, seconds)
        except redis.RedisError:
            log.warning("the cache does not answer; entries expire by themselves")


def _parsed(raw: Any) -> Any:
    try:
        return None if raw is None else json.loads(raw)
    except ValueError:
        return None


class PatientRedis(redis.Redis):
    """A client that leaves a server which did not answer alone for a while (a circuit breaker).

    Otherwise each of a page's questions would wait for its own time-out while the server hangs.
    """

    _away_until = 0.0

    def execute_command(self, *args: Any, **options: Any) -> Any:
        if time.monotonic() < self._away_until:
            raise redis.ConnectionError("it did not answer a moment ago")
        try:
            return super().execute_command(*args, **options)  # type: ignore[no-untyped-call] # the library leaves it bare
        except (redis.ConnectionError, redis.TimeoutError):
            self._away_until = time.monotonic() + PAUSE_SECONDS
            raise


def connect_redis(url: str) -> redis.Redis:
    """A client that gives up quickly: a slow cache must not slow an answer."""
    return PatientRedis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5, health_check_interval=30)
