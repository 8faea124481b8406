"""What may happen to a running stack: each strikes when it is entered, and is over when it is left."""

import os
import pathlib
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial

import pytest
from tests.acceptance.stack import free_port
from tests.fakes.skew import FAKETIME, shifted
from tests.ops.errands import environment_of
from tests.ops.processes import WORKER
from tests.ops.running import ADDRESS, RunningUp
from tests.ops.test_recovery import CHILDREN

Fault = Callable[[RunningUp], AbstractContextManager[None]]
SEVERAL, PROCESSES = ("-m", "uvicorn", "tripl.main:app"), 3
ESTABLISHED = "01"
"""As /proc/net/tcp writes it."""


@contextmanager
def kill(part: str, number: int, up: RunningUp) -> Iterator[None]:
    (pid,) = up.children(CHILDREN[part])
    os.kill(pid, number)
    yield


@contextmanager
def kill_child_of_worker(up: RunningUp) -> Iterator[None]:
    up.wait_for_log("worker", " ready.")
    (worker,) = up.children(CHILDREN["worker"])
    os.kill(offspring(worker)[0], signal.SIGKILL)
    yield


@contextmanager
def kill_supervisor(up: RunningUp) -> Iterator[None]:
    """Its children go on until whoever looks after it starts it again."""
    os.kill(up.process.pid, signal.SIGKILL)
    up.begin_again()
    up.wait_for(ADDRESS, 90)
    yield


@contextmanager
def several_apps(up: RunningUp) -> Iterator[str]:
    """The address of an app as the image runs it, in several processes, over the same database and keys."""
    port = free_port()
    told = (*SEVERAL, "--workers", str(PROCESSES), "--port", str(port))
    output = up.data.parent / "several.log"
    with output.open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, *told],
            env=environment_of(up, CHILDREN["app"]),
            cwd=up.data.parent,
            stdout=log,
            stderr=log,
        )
    try:
        wait_until(lambda: output.read_text(errors="replace").count("startup complete") == PROCESSES, output)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@contextmanager
def kill_one_of_several(up: RunningUp) -> Iterator[None]:
    """The one that holds most connections; the others go on, and another takes its place."""
    output = up.data.parent / "several.log"
    (victim,) = sorted(processes_of_several(), key=connections)[-1:]
    assert connections(victim) > 0, "nobody is connected to it"
    os.kill(victim, signal.SIGKILL)
    yield
    wait_until(lambda: output.read_text(errors="replace").count("startup complete") == PROCESSES + 1, output)
    left = processes_of_several()
    assert (len(left), victim in left) == (PROCESSES, False)


def processes_of_several() -> list[int]:
    """Those that answer, below the one that was started here."""
    (parent,) = [each for each in offspring(os.getpid()) if " ".join(SEVERAL) in words_of(each)]
    return [each for each in offspring(parent) if "spawn_main" in words_of(each)]


def words_of(pid: int) -> str:
    return pathlib.Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")


def connections(pid: int) -> int:
    """Open TCP connections of a process."""
    open_ = set()
    for each in pathlib.Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            open_.add(str(each.readlink()))
    rows = [row.split() for row in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(row[3] == ESTABLISHED and f"socket:[{row[9]}]" in open_ for row in rows)


def wait_until(true: Callable[[], bool], output: pathlib.Path, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, output.read_text(errors="replace")
        time.sleep(0.1)


@contextmanager
def freeze_postgres(up: RunningUp) -> Iterator[None]:
    (postmaster,) = up.children(CHILDREN["postgres"])
    family = [postmaster, *offspring(postmaster)]
    for pid in family:
        os.kill(pid, signal.SIGSTOP)
    time.sleep(3)
    for pid in family:
        os.kill(pid, signal.SIGCONT)
    yield


@contextmanager
def fill_disk(up: RunningUp) -> Iterator[None]:
    """Until nothing fits any more, for three seconds: database, queue, uploads and logs lie on it."""
    if not os.path.ismount(up.data.parent):
        pytest.skip("a file system of its own to fill needs root and a mount")
    filling = up.data.parent / "filling"
    with filling.open("wb") as file, suppress(OSError):
        while True:
            file.write(bytes(2**16))
    time.sleep(3)
    filling.unlink()
    yield


@contextmanager
def shifted_worker(minutes: int, up: RunningUp) -> Iterator[None]:
    """One more worker, whose clock is wrong, shares the queue; what it holds it gives back at its end."""
    if FAKETIME is None:
        pytest.skip("libfaketime is not installed, and another clock takes it (apt-get install libfaketime)")
    output = up.data.parent / f"shifted{minutes:+}.log"
    with output.open("wb") as log:
        worker = subprocess.Popen(
            [sys.executable, *WORKER, "-n", f"shifted{minutes:+}@here"],
            env={**environment_of(up, CHILDREN["worker"]), **shifted(minutes)},
            cwd=up.data.parent,
            stdout=log,
            stderr=log,
        )
    try:
        until = time.monotonic() + 60
        while " succeeded in " not in (said := output.read_text(errors="replace")):
            assert worker.poll() is None, said
            assert time.monotonic() < until, said
            time.sleep(0.1)
        yield
    finally:
        worker.terminate()
        try:
            worker.wait(20)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()


def offspring(pid: int) -> list[int]:
    return [int(each) for each in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


ONE_OF_SEVERAL = f"kill -9 one of {PROCESSES} app processes"
FULL_DISK = "the disk is full for 3 s"
FAULTS: dict[str, Fault] = {
    "kill -9 a worker's child": kill_child_of_worker,
    **{f"kill -9 {part}": partial(kill, part, signal.SIGKILL) for part in CHILDREN},
    ONE_OF_SEVERAL: kill_one_of_several,
    "kill -9 the supervisor": kill_supervisor,
    "PostgreSQL restarts": partial(kill, "postgres", signal.SIGINT),
    "PostgreSQL stands still for 3 s": freeze_postgres,
    "broker and cache restart": partial(kill, "valkey", signal.SIGTERM),
    FULL_DISK: fill_disk,
    "a worker 10 minutes ahead": partial(shifted_worker, 10),
    "a worker 10 minutes behind": partial(shifted_worker, -10),
}
PLACES: dict[str, Callable[[RunningUp], AbstractContextManager[str]]] = {ONE_OF_SEVERAL: several_apps}
"""Where the load is held, if that is not the stack's own address."""
FEW = ("kill -9 app", "kill -9 postgres", "kill -9 the supervisor")
