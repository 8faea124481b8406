"""A cache that may vanish at any time: a miss or an outage only costs a query."""

import json
import logging
from typing import Any, Protocol

import redis

log = logging.getLogger(__name__)


class Cache(Protocol):
    def get(self, key: str) -> Any: ...
    def put(self, key: str, value: Any, *, seconds: int) -> None: ...
    def forget(self, *keys: str) -> None: ...


class NoCache:
    """REDIS_URL is empty: every read goes to the database."""

    def get(self, key: str) -> Any:  # noqa: ARG002 - a protocol's signature
        return None

    def put(self, key: str, value: Any, *, seconds: int) -> None:
        """Keep nothing."""

    def forget(self, *keys: str) -> None:
        """Nothing was kept."""


class RedisCache:
    """JSON values with a time to live; an outage reads as a miss."""

    def __init__(self, client: "redis.Redis") -> None:
        self._client = client

    def get(self, key: str) -> Any:
        try:
            found = self._client.get(key)
        except redis.RedisError:
            log.warning("the cache does not answer; reading from the database")
            return None
        return None if found is None else json.loads(found)

    def put(self, key: str, value: Any, *, seconds: int) -> None:
        try:
            self._client.set(key, json.dumps(value, default=str), ex=seconds)
        except redis.RedisError:
            log.warning("the cache does not answer; nothing was kept")

    def forget(self, *keys: str) -> None:
        try:
            self._client.delete(*keys)
        except redis.RedisError:
            log.warning("the cache does not answer; entries expire by themselves")


def connect_redis(url: str) -> "redis.Redis":
    """A client that gives up quickly: a slow cache must not slow an answer."""
    return redis.Redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5, health_check_interval=30)
