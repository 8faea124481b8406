"""`GET /health`: whether the database answers, known within a second, whatever else is stuck."""

import asyncio
import logging
import time

import psycopg
from sqlalchemy.engine import make_url
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

log = logging.getLogger(__name__)

LIMIT = 1.0
"""Seconds for connecting and asking; libpq itself rounds a limit of one second up to two."""
ABANDONED_AFTER = 3.0
"""Seconds after which a probe that does not even end no longer stands in the way of a new one."""


class HealthProbe:
    """A connection of its own outside the pools, on the event loop: no pool and no thread has to be free.

    Probes that meet share one answer; one that finds another hanging past the limit answers at once.
    """

    def __init__(self, database_url: str) -> None:
        self._address = make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._running: asyncio.Task[bool] | None = None
        self._since = 0.0

    async def alive(self) -> bool:
        task, now = self._running, time.monotonic()
        if task is None or task.done() or now - self._since > ABANDONED_AFTER:
            task = self._running = asyncio.create_task(self._ask())
            self._since = now
        left = self._since + LIMIT - now
        if left > 0:
            await asyncio.wait({task}, timeout=left)
        if not task.done():
            task.cancel()
            log.error("the database did not answer a health probe within %.1f s", LIMIT)
            return False
        return task.result()

    async def _ask(self) -> bool:
        try:
            async with await psycopg.AsyncConnection.connect(
                self._address, autocommit=True, application_name="tripl-health"
            ) as connection:
                await connection.execute("SELECT 1")
        except (psycopg.Error, OSError):
            log.exception("the database refused a health probe")
            return False
        except asyncio.CancelledError:
            # kept by the task, its traceback would keep the half-open socket
            return False
        return True

    async def answer(self, _: Request) -> Response:
        if await self.alive():
            return JSONResponse({"status": "ok"})
        return JSONResponse({"status": "error", "component": "database"}, status_code=503)
