"""Kills at random moments of a collection: nothing is lost, nothing is doubled, and the run goes on or says why not.

A few by default; `make chaos` runs thirty. KILLS and KILL_SEED choose the number and repeat a sequence.
"""

import os
import pathlib
import random
import shutil
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from tests.acceptance.stack import free_port
from tests.cli.conftest import open_folder
from tests.ops.counted import differences, fill, multiply_one_chunk
from tests.ops.kill_loop import LIMIT, Kill, KillLoop

from tripl.cli.embedded import EmbeddedPostgres

KILLS = int(os.environ.get("KILLS", "3"))
SEED = int(os.environ.get("KILL_SEED") or random.SystemRandom().randrange(10**6))
ROWS, DAYS = (6_000_000, 690) if KILLS > 10 else (2_000_000, 180)
HEAD = (
    "| n | victim | stage | statement in flight | recovered after, s | run | counts equal |\n"
    "| --- | --- | --- | --- | --- | --- | --- |"
)
pytestmark = [
    pytest.mark.timeout(max(300, KILLS * 150)),
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc"),
]


@pytest.fixture(scope="module")
def warehouse() -> Iterator[dict[str, Any]]:
    folder, port = open_folder(), free_port()
    options = ("listen_addresses=127.0.0.1", f"port={port}", "max_parallel_workers_per_gather=0")
    with EmbeddedPostgres(folder / "data", durable=False, options=options) as server:
        members = {"host": "127.0.0.1", "port": port, "database_name": "tripl", "username": "tripl"}
        yield {**members, "password": server.password}
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def data() -> Iterator[pathlib.Path]:
    folder = open_folder()
    yield folder / "data"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.spec("O-42", "O-72", "O-34")
def test_kills_at_random_moments_lose_and_double_nothing(warehouse, data, capsys):
    dsn = "postgresql://{username}:{password}@{host}:{port}/{database_name}".format(**warehouse)
    want = fill(dsn, "visits", ROWS, DAYS)
    kills: list[Kill] = []
    loop = KillLoop(data, warehouse, "visits", want, SEED)
    with loop.running():
        with capsys.disabled():
            print(f"\nKILL_SEED={SEED} KILLS={KILLS}\n{HEAD}")
            for number in range(1, KILLS + 1):
                kills.append(loop.strike(number))
                print(kills[-1].row(), flush=True)
        assert loop.finish() == []
        multiply_one_chunk(loop.own, loop.scan, 2)
        assert differences(loop.own, loop.scan, want, whole=True), "a doubled chunk was not seen"
        multiply_one_chunk(loop.own, loop.scan, 0.5)
        assert differences(loop.own, loop.scan, want, whole=True) == []
    assert [kill.number for kill in kills if kill.wrong] == []
    assert all(kill.recovered <= LIMIT for kill in kills)
    if KILLS >= 10:
        assert sum(kill.in_flight for kill in kills) >= KILLS * 2 / 3
