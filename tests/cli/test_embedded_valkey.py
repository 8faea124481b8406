import pathlib
from collections.abc import Iterator

import kombu
import pytest
import redis

from tripl.cli.embedded import EmbeddedValkey


@pytest.fixture(scope="module")
def server(shared_folder: pathlib.Path) -> Iterator[EmbeddedValkey]:
    with EmbeddedValkey(shared_folder / "data") as server:
        yield server


def test_cache_and_broker_do_not_see_each_other(server):
    cache = redis.from_url(server.url)
    cache.set("answer", "42")
    with kombu.Connection(server.broker_url) as broker:
        assert broker.channel().client.get("answer") is None  # type: ignore[attr-defined]  # kombu types the base class
    assert cache.get("answer") == b"42"


def test_it_never_evicts_and_listens_on_its_socket_only(server):
    client = redis.from_url(server.url)
    assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    assert client.config_get("port") == {"port": "0"}
    assert server.socket.stat().st_mode & 0o777 == 0o700


def test_messages_survive_a_stop_and_a_kill(folder):
    server = EmbeddedValkey(folder / "data")
    for end in (server.stop, server.process.kill):
        server.clear_stale()
        server.start()
        with kombu.Connection(server.broker_url) as broker:
            broker.SimpleQueue("letters").put({"kept": True})
        if end == server.process.kill:
            redis.from_url(server.url).execute_command("WAITAOF", 1, 0, 2000)
        end()
    server.clear_stale()
    with server, kombu.Connection(server.broker_url) as broker:
        letters = broker.SimpleQueue("letters")
        assert [letters.get(timeout=2).payload for _ in range(2)] == [{"kept": True}] * 2
