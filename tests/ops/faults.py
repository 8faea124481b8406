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
from tests.fakes.skew import FAKETIME, shifted
from tests.ops.errands import environment_of
from tests.ops.processes import WORKER
from tests.ops.running import RunningUp
from tests.ops.test_recovery import CHILDREN

Fault = Callable[[RunningUp], AbstractContextManager[None]]


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


FULL_DISK = "the disk is full for 3 s"
FAULTS: dict[str, Fault] = {
    "kill -9 a worker's child": kill_child_of_worker,
    **{f"kill -9 {part}": partial(kill, part, signal.SIGKILL) for part in CHILDREN},
    "PostgreSQL restarts": partial(kill, "postgres", signal.SIGINT),
    "PostgreSQL stands still for 3 s": freeze_postgres,
    "broker and cache restart": partial(kill, "valkey", signal.SIGTERM),
    FULL_DISK: fill_disk,
    "a worker 10 minutes ahead": partial(shifted_worker, 10),
    "a worker 10 minutes behind": partial(shifted_worker, -10),
}
FEW = ("kill -9 app", "kill -9 postgres")
