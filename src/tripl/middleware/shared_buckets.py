"""Token buckets that all processes share in Redis; each counts for itself while Redis is away."""

import asyncio
import logging
from dataclasses import dataclass, field
from hashlib import blake2b

import redis
import redis.asyncio
from redis.commands.core import AsyncScript

from tripl.db.cache import PAUSE_SECONDS
from tripl.middleware.rate_limit import Buckets, Limit

log = logging.getLogger(__name__)

TAKE = """
local clock = redis.call('TIME')
local now, pace, burst = clock[1] + clock[2] / 1000000, tonumber(ARGV[1]), tonumber(ARGV[2])
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
local wait = full - now - pace * (burst - 1)
if wait > 0 then return string.format('%.6f', wait) end
full = full + pace
redis.call('SET', KEYS[1], string.format('%.6f', full), 'PX', math.ceil((full - now) * 1000))
return '0'
"""
"""One number a bucket says all: the moment at which it will be full again. The server's clock counts."""


@dataclass
class SharedBuckets:
    """A server that did not answer is left alone for a moment, so that it does not slow every attempt."""

    url: str
    own: Buckets = field(default_factory=Buckets)
    _script: AsyncScript | None = None
    _loop: asyncio.AbstractEventLoop | None = None
    _away_until: float = 0.0

    async def take(self, client: str, route: str, limit: Limit) -> float:
        loop = asyncio.get_running_loop()
        if self._script is None or self._loop is not loop:
            self._script, self._loop, self._away_until = self._connect(), loop, 0.0
        if loop.time() >= self._away_until:
            try:
                return float(await self._script([_key(client, route)], [limit.seconds / limit.burst, limit.burst]))
            except redis.RedisError:
                log.warning("Redis does not answer; each process limits attempts for itself")
                self._away_until = loop.time() + PAUSE_SECONDS
        return self.own.take(client, route, limit)

    def _connect(self) -> AsyncScript:
        # a limit of attempts decides at once: no retry, no long wait
        client = redis.asyncio.from_url(self.url, socket_timeout=0.5, socket_connect_timeout=0.5)
        return client.register_script(TAKE)


def _key(client: str, route: str) -> str:
    """Digested: an address that a header names may be of any length, and none is kept in the clear."""
    return f"tripl:limit:{route}:{blake2b(client.encode(), digest_size=16).hexdigest()}"
