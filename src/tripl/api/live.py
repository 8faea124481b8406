"""`GET /projects/{slug}/events/stream`: what changes in a project, as server-sent events."""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import anyio
import redis.asyncio
from fastapi import APIRouter, Request
from starlette.responses import StreamingResponse

from tripl.db.live import channel
from tripl.edge.deps import ReadProject, WiringDep, get_principal
from tripl.edge.wiring import Wiring
from tripl.kit.errors import TriplError
from tripl.kit.principal import ProjectContext

log = logging.getLogger(__name__)
router = APIRouter(prefix="/api/v1")

HEARTBEAT = 15.0
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
OPEN_BUS, NO_BUS = {"backend": "ok"}, {"backend": "degraded"}


@dataclass
class Streams:
    """Ends every open stream when the process is asked to stop; re-checks access one stream at a time."""

    heartbeat: float = HEARTBEAT
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    checks: anyio.CapacityLimiter = field(default_factory=lambda: anyio.CapacityLimiter(1))
    """Not the threads of the requests: a check that waits for a connection must not hold one of those."""


def event(kind: str, data: object) -> str:
    return f"event: {kind}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n"


@router.get("/projects/{slug}/events/stream", include_in_schema=False)
async def stream(request: Request, project: ReadProject, wiring: WiringDep) -> StreamingResponse:
    """Holds no transaction: the one that opened the door has ended before the first byte."""
    streams: Streams = request.app.state.streams
    feed = Feed(request, wiring, project, streams)
    return StreamingResponse(feed.run(), media_type="text/event-stream", headers=HEADERS)


class Feed:
    """One open page."""

    def __init__(self, request: Request, wiring: Wiring, project: ProjectContext, streams: Streams) -> None:
        self._request = request
        self._wiring = wiring
        self._project = project
        self._streams = streams

    async def run(self) -> AsyncIterator[str]:
        """Messages while the bus answers, heartbeats always, until access or the process ends."""
        while not self._streams.closing.is_set():
            try:
                async for line in self._messages():
                    yield line
            except redis.RedisError:
                log.warning("the live feed does not answer; pages will poll")
            else:
                return
            yield event("status", NO_BUS)
            if not await self._beat():
                return
            yield ": heartbeat\n\n"

    async def _messages(self) -> AsyncIterator[str]:
        """Raises RedisError when the bus goes away; ends when the stream should."""
        if not self._wiring.live_url:
            raise redis.ConnectionError("no message bus is configured")
        async with contextlib.AsyncExitStack() as stack:
            client = redis.asyncio.from_url(
                self._wiring.live_url, socket_connect_timeout=2, health_check_interval=self._streams.heartbeat
            )
            stack.push_async_callback(client.aclose)
            subscription = client.pubsub(ignore_subscribe_messages=True)
            stack.push_async_callback(subscription.aclose)
            await subscription.subscribe(channel(str(self._project.id)))
            yield event("status", OPEN_BUS)
            async for line in self._relay(subscription):
                yield line

    async def _relay(self, subscription: "redis.asyncio.client.PubSub") -> AsyncIterator[str]:
        loop = asyncio.get_running_loop()
        beat = loop.time() + self._streams.heartbeat
        closing = asyncio.ensure_future(self._streams.closing.wait())
        try:
            while not closing.done():
                left = max(0.0, beat - loop.time())
                reading = asyncio.ensure_future(subscription.get_message(timeout=left))
                await asyncio.wait({reading, closing}, return_when=asyncio.FIRST_COMPLETED)
                if not reading.done():
                    reading.cancel()
                    return
                message = reading.result()
                if message is not None:
                    data = json.loads(message["data"])
                    yield event(data.pop("kind"), data)
                if loop.time() >= beat:
                    if not await self._still_welcome():
                        return
                    beat = loop.time() + self._streams.heartbeat
                    yield ": heartbeat\n\n"
        finally:
            closing.cancel()

    async def _beat(self) -> bool:
        """Wait for one heartbeat; whether the stream goes on after it."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._streams.closing.wait(), self._streams.heartbeat)
        return not self._streams.closing.is_set() and await self._still_welcome()

    async def _still_welcome(self) -> bool:
        return await anyio.to_thread.run_sync(self._check, limiter=self._streams.checks)

    def _check(self) -> bool:
        try:
            with self._wiring.transaction() as session:
                principal = get_principal(self._request, self._wiring, session)
                return self._wiring.gate.open(session, principal, self._project.slug).id == self._project.id
        except TriplError:
            return False
