"""Faults under load, one table: what was accepted is there afterwards, once, and nothing else is.

A few by default; `make chaos` goes through all. FAULT_SECONDS chooses for how long the load is held around each.
"""

import os
import pathlib
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from tests.acceptance.stack import Api
from tests.acceptance.story import make_project
from tests.cli.conftest import open_folder
from tests.ops.counted import OwnDatabase
from tests.ops.load import Load
from tests.ops.running import ADDRESS, RunningUp
from tests.ops.test_recovery import CHILDREN, wait_until_healthy

SECONDS = float(os.environ.get("FAULT_SECONDS", "0.3"))
LONG = SECONDS >= 1
HEAD = "| load held | fault | what happened | lost (must be 0) |\n| --- | --- | --- | --- |"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc")


@pytest.fixture(scope="module")
def up() -> Iterator[RunningUp]:
    """One stack for all of them."""
    folder = open_folder()
    with RunningUp(folder / "data") as up:
        up.wait_for(ADDRESS, 90)
        yield up
    shutil.rmtree(folder, ignore_errors=True)


def kill(part: str) -> Callable[[RunningUp], None]:
    return lambda up: up.kill_child(CHILDREN[part])


def kill_child_of_worker(up: RunningUp) -> None:
    up.wait_for_log("worker", " ready.")
    (worker,) = up.children(CHILDREN["worker"])
    forked = pathlib.Path(f"/proc/{worker}/task/{worker}/children").read_text().split()
    os.kill(int(forked[0]), signal.SIGKILL)


def restart_postgres(up: RunningUp) -> None:
    (postmaster,) = up.children(CHILDREN["postgres"])
    os.kill(postmaster, signal.SIGINT)


def freeze_postgres(up: RunningUp) -> None:
    (postmaster,) = up.children(CHILDREN["postgres"])
    family = [postmaster, *map(int, pathlib.Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split())]
    for pid in family:
        os.kill(pid, signal.SIGSTOP)
    time.sleep(3)
    for pid in family:
        os.kill(pid, signal.SIGCONT)


FAULTS: dict[str, Callable[[RunningUp], None]] = {
    "kill -9 a worker's child": kill_child_of_worker,
    **{f"kill -9 {part}": kill(part) for part in CHILDREN},
    "PostgreSQL restarts": restart_postgres,
    "PostgreSQL stands still for 3 s": freeze_postgres,
}
FEW = ("kill -9 app", "kill -9 postgres", "PostgreSQL stands still for 3 s")


def differing(own: OwnDatabase, load: Load) -> tuple[int, int, int]:
    """How many accepted writes are lost, there twice, and there though nobody sent them."""
    with own.connect() as connection:
        there = [row[0] for row in connection.execute("SELECT label FROM annotations")]
    return len(load.accepted - set(there)), len(there) - len(set(there)), len(set(there) - load.tried)


@pytest.mark.spec("O-34")
def test_nothing_accepted_is_lost_under_any_fault(up, capsys):
    api = Api(up.url)
    api.sign_up()
    make_project(api, "loaded")
    load, own = Load(up.url, "loaded", dict(api.http.cookies)), OwnDatabase(up.data)
    wrong: dict[str, tuple[int, int, int]] = {}
    with capsys.disabled():
        print(f"\n{HEAD}")
    for name, strike in FAULTS.items() if LONG else ((each, FAULTS[each]) for each in FEW):
        load.statuses.clear()
        before = len(load.accepted)
        with load.held():
            time.sleep(SECONDS)
            begin = time.monotonic()
            strike(up)
            reached = load.accepted.copy()
            wait_until_healthy(up)
            while len(load.accepted) < len(reached) + 5:
                assert time.monotonic() - begin < 90, f"no write is accepted after {name}: {load.statuses}"
                time.sleep(0.02)
            healed = time.monotonic() - begin
            time.sleep(SECONDS)
        wrong[name] = differing(own, load)
        held = f"{load.writers} writers, {load.readers} readers, {sum(load.statuses.values())} requests"
        said = ", ".join(f"{count}x {status}" for status, count in sorted(load.statuses.items()))
        lost = f"{wrong[name][0]} of {len(load.accepted) - before}"
        row = f"| {held} | {name} | {said}; writes after {healed:.1f} s | {lost} |"
        with capsys.disabled():
            print(row, flush=True)
        assert {each for each in load.statuses if each.isdigit()} <= {"200", "201", "503"}, row
    assert set(wrong.values()) == {(0, 0, 0)}, wrong
    with own.connect() as connection:
        connection.execute("DELETE FROM annotations WHERE label = %s", (min(load.accepted),))
    assert differing(own, load) == (1, 0, 0), "a lost write was not seen"
