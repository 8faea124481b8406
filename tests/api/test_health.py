"""`GET /health` while the database is fine, stopped, unreachable or refusing."""

import asyncio
import os
import pathlib
import shutil
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Iterator

import anyio
import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from tripl.api.health import HealthProbe
from tripl.cli.embedded import EmbeddedPostgres

SLOWEST = 1.2


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedPostgres]:
    folder = pathlib.Path(tempfile.mkdtemp(prefix="tripl-health-", dir="/tmp"))
    folder.chmod(0o755)
    server = EmbeddedPostgres(folder / "data", durable=False)
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def stopped(server: EmbeddedPostgres) -> Iterator[EmbeddedPostgres]:
    """The kernel still takes connections; nobody answers on them."""
    os.kill(server.process.pid, signal.SIGSTOP)
    yield server
    os.kill(server.process.pid, signal.SIGCONT)


@pytest.fixture
def dropping() -> Iterator[int]:
    """A port of a host that drops packets: its queue of connections is full."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        fillers = []
        for _ in range(4):
            filler = socket.socket()
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
            fillers.append(filler)
        yield listener.getsockname()[1]
        for filler in fillers:
            filler.close()


async def timed(probe: HealthProbe) -> tuple[bool, float]:
    start = time.monotonic()
    return await probe.alive(), time.monotonic() - start


def leftovers() -> tuple[int, int]:
    return len(list(pathlib.Path("/proc/self/fd").iterdir())), threading.active_count()


@pytest.mark.spec("API-2", "O-43", "AC-63", "AC-65")
def test_healthy(make_app, make_settings):
    settings = make_settings(serve_frontend=True)
    client = TestClient(make_app(settings))
    answer = client.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert answer.headers["x-frame-options"] == "DENY"
    assert "script-src 'self';" in answer.headers["content-security-policy"]
    assert "/health" not in client.get("/openapi.json").json()["paths"]


@pytest.mark.spec("O-43", "API-2")
def test_the_reason_stays_in_the_log(make_app, make_settings, caplog):
    client = TestClient(make_app(make_settings(database_url="postgresql://someone:hidden@localhost:1/nowhere")))
    answer = client.get("/health")
    assert (answer.status_code, answer.json()) == (503, {"status": "error", "component": "database"})
    assert "nowhere" not in answer.text
    assert "refused a health probe" in caplog.text
    assert "hidden" not in caplog.text


@pytest.mark.spec("O-43")
def test_a_stopped_database_is_noticed_in_time_and_its_return_soon(server):
    async def story() -> None:
        probe = HealthProbe(server.url)
        assert (await timed(probe))[0]
        os.kill(server.process.pid, signal.SIGSTOP)
        try:
            for _ in range(2):
                alive, seconds = await timed(probe)
                assert not alive
                assert seconds < SLOWEST
        finally:
            os.kill(server.process.pid, signal.SIGCONT)
        back = time.monotonic()
        while not await probe.alive():
            assert time.monotonic() - back < 5
            await asyncio.sleep(0.05)

    asyncio.run(story())


@pytest.mark.spec("O-43")
def test_it_needs_no_thread_and_no_pooled_connection(make_app, make_settings, postgres_url):
    engine = create_engine(postgres_url, pool_size=1, max_overflow=0)

    async def story() -> None:
        app = make_app(make_settings(), sessions=sessionmaker(engine))
        threads = anyio.to_thread.current_default_thread_limiter()
        threads.total_tokens = 1
        async with threads, httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as client:
            answer = await client.get("/health")
            assert answer.json() == {"status": "ok"}
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(client.get("/api/v1/auth/status"), 0.3)

    with engine.connect():
        asyncio.run(story())
    engine.dispose()


@pytest.mark.spec("O-43")
def test_a_host_that_drops_packets_is_noticed_in_time(dropping):
    alive, seconds = asyncio.run(timed(HealthProbe(f"postgresql://tripl:tripl@127.0.0.1:{dropping}/tripl")))
    assert not alive
    assert 0.9 < seconds < SLOWEST


def test_a_probe_that_finds_another_hanging_answers_at_once(stopped):
    async def story() -> None:
        probe = HealthProbe(stopped.url)

        async def never_ends() -> bool:
            while True:
                try:
                    await asyncio.sleep(0.5)
                except asyncio.CancelledError:
                    if time.monotonic() > given_up:
                        raise

        given_up = time.monotonic() + 2.5
        probe._ask = never_ends  # type: ignore[method-assign] # a probe that does not even end
        assert (await timed(probe))[0] is False
        alive, seconds = await timed(probe)
        assert not alive
        assert seconds < 0.1
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.sleep(max(0.0, given_up + 0.1 - time.monotonic()))
            task.cancel()

    asyncio.run(story())


def test_meeting_probes_share_one_connection(stopped):
    async def story() -> None:
        probe = HealthProbe(stopped.url)
        before = leftovers()[0]
        asking = [asyncio.create_task(timed(probe)) for _ in range(20)]
        await asyncio.sleep(0.3)
        assert leftovers()[0] - before <= 2
        answers = await asyncio.gather(*asking)
        assert not any(alive for alive, _ in answers)
        assert max(seconds for _, seconds in answers) < SLOWEST

    asyncio.run(story())


@pytest.mark.spec("O-43")
def test_a_hundred_probes_leak_no_thread_and_no_socket(server):
    async def story() -> None:
        probe = HealthProbe(server.url)
        refused = HealthProbe("postgresql://tripl:tripl@127.0.0.1:1/tripl")
        await probe.alive()
        await refused.alive()
        before = leftovers()
        answered = 0
        for _ in range(50):
            answered += await probe.alive()
            assert not await refused.alive()
        assert answered > 40, "a busy machine may miss the second now and then"
        after = leftovers()
        assert after[0] <= before[0] + 1
        assert after[1] <= before[1]

    asyncio.run(story())


def test_hanging_probes_leave_no_socket(stopped):
    async def story() -> None:
        before = leftovers()
        for _ in range(3):
            await HealthProbe(stopped.url).alive()
        await asyncio.sleep(0.1)
        assert leftovers()[0] <= before[0]

    asyncio.run(story())
