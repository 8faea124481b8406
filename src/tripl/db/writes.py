"""Whether anything was written since: one random mark that every transaction which wrote replaces.

An answer that was computed under a mark is still true while the mark is the same, whichever process wrote.
"""

import asyncio
import logging
import secrets

import redis
import redis.asyncio
from sqlalchemy.orm import Session

from tripl.db.cache import PAUSE_SECONDS

log = logging.getLogger(__name__)

KEY = "tripl:newest-write"
LIFE_SECONDS = 86_400
INFO = "writes"
"""Where a session keeps the marker of its process."""


class WriteMarker:
    """Replaces the mark. A mark that could not be set is logged: answers are kept for seconds only."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client

    def advance(self) -> None:
        try:
            self._client.set(KEY, secrets.token_hex(8), ex=LIFE_SECONDS)
        except redis.RedisError:
            log.warning("the cache does not answer; kept answers expire by themselves")


def marker(session: Session) -> WriteMarker | None:
    """The marker to advance after this transaction's commit; None when it wrote nothing or no answers are kept.

    The server says whether it wrote: a transaction gets its number with its first change, however it was made.
    """
    found: WriteMarker | None = session.info.get(INFO)
    if found is None:
        return None
    session.flush()
    if not session.in_transaction():
        return None
    numbered = session.connection().exec_driver_sql("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
    return found if numbered.scalar_one() else None


class NewestWrite:
    """The mark as an event loop asks for it: callers that come while a question is under way share the next one.

    They never share the one under way: a write they know of may have come after it.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._client: redis.asyncio.Redis | None = None
        self._next: asyncio.Future[bytes | str | None] | None = None
        self._asking: asyncio.Task[None] | None = None
        self._away_until = 0.0

    async def mark(self) -> bytes | str | None:
        """None when there is no mark, or nobody to ask."""
        loop = asyncio.get_running_loop()
        if loop.time() < self._away_until:
            return None
        if self._next is None or self._next.get_loop() is not loop:
            self._next = loop.create_future()
        waiting = self._next
        if self._asking is None or self._asking.done() or self._asking.get_loop() is not loop:
            self._client = redis.asyncio.from_url(self._url, socket_timeout=0.5, socket_connect_timeout=0.5)
            self._asking = loop.create_task(self._ask(self._client))
        return await asyncio.shield(waiting)

    async def _ask(self, client: redis.asyncio.Redis) -> None:
        """Ends when nobody waits."""
        while (waiting := self._next) is not None:
            self._next = None
            found: bytes | str | None = None
            try:
                found = await client.get(KEY)
            except redis.RedisError:
                log.warning("the cache does not answer; no answer is kept or handed out again")
                self._away_until = waiting.get_loop().time() + PAUSE_SECONDS
            finally:
                if not waiting.done():
                    waiting.set_result(found)
