"""What happens around serving: the production checks first, open streams and connections last."""

import asyncio
import contextlib
import signal
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from types import FrameType

import anyio.to_thread
from fastapi import FastAPI
from sqlalchemy import Engine

from tripl.api.live import Streams
from tripl.edge.wiring import Wiring
from tripl.observability.traces import Traces
from tripl.preflight import assert_production_ready, configure_logging
from tripl.settings import Settings

Lifespan = Callable[[FastAPI], contextlib.AbstractAsyncContextManager[None]]


def make_lifespan(settings: Settings, places: int) -> Lifespan:
    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        configure_logging(settings)
        assert_production_ready(settings)
        anyio.to_thread.current_default_thread_limiter().total_tokens = places
        streams: Streams = app.state.streams
        with _on_stop(streams.closing.set):
            yield
        streams.closing.set()
        wiring: Wiring = app.state.wiring
        bind = wiring.sessions.kw["bind"]
        if isinstance(bind, Engine):
            bind.dispose()
        spans: Traces | None = app.state.traces
        if spans is not None:
            await anyio.to_thread.run_sync(spans.end)

    return lifespan


@contextlib.contextmanager
def _on_stop(call: Callable[[], None]) -> Iterator[None]:
    """Hear the stop signal before the server does: it waits for open answers, and a stream is one that never ends."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def hear(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(call)
        inner = before[signal.Signals(number)]
        if callable(inner):
            inner(number, frame)

    for number in before:
        signal.signal(number, hear)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
