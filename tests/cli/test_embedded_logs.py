import os
import pathlib
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from tripl.cli.embedded.keeper import LogKeeper
from tripl.cli.embedded.logs import LogFile
from tripl.cli.embedded.process import Process

LIMIT = 1000


def wait_until(true, seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


def written(folder: pathlib.Path, name: str = "part") -> list[str]:
    """The log with all earlier ones, oldest first."""
    files = [folder / f"{name}.log{suffix}" for suffix in (".3", ".2", ".1", "")]
    return [line for file in files if file.exists() for line in file.read_text().splitlines()]


@pytest.fixture
def lock(tmp_path) -> Iterator[int]:
    fd = os.open(tmp_path / "lock", os.O_RDWR | os.O_CREAT)
    yield fd
    os.close(fd)


@pytest.fixture
def keeper(tmp_path, lock) -> Iterator[LogKeeper]:
    keeper = LogKeeper(lambda name: tmp_path / f"{name}.log", ["part"], lock, 20 * LIMIT)
    keeper.start()
    yield keeper
    keeper.stop()


def python(script: str, folder: pathlib.Path, keeper: LogKeeper) -> Process:
    process = Process("part", [sys.executable, "-u", "-c", script], folder / "part.log", keeper=keeper)
    process.start()
    return process


def test_a_log_turns_over_between_lines_and_never_outgrows_its_place(tmp_path):
    log = LogFile(tmp_path / "part.log", LIMIT)
    lines = [f"line {number}" for number in range(1000)]
    text = "".join(f"{line}\n" for line in lines).encode()
    for start in range(0, len(text), 77):  # pieces that end in the middle of lines
        log.write(text[start : start + 77])
    kept = written(tmp_path)
    assert kept == lines[-len(kept) :]
    sizes = [path.stat().st_size for path in tmp_path.iterdir()]
    assert len(sizes) == 4
    assert max(sizes) <= LIMIT + 77
    assert sum(sizes) > 3 * LIMIT - 400


def test_a_line_without_an_end_does_not_grow_for_ever(tmp_path):
    log = LogFile(tmp_path / "part.log", LIMIT)
    for _ in range(1000):
        log.write(b"x" * 100)
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 4 * 2 * LIMIT + 400


def test_what_a_full_disk_did_not_take_is_said_when_it_takes_something_again(tmp_path):
    log = LogFile(tmp_path / "part.log", LIMIT)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
    try:
        log.write(b"x" * 99 + b"\n")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    log.write(b"after\n")
    assert written(tmp_path) == ["x" * 10, "(the disk was full: 90 bytes of this log are missing)", "after"]


def test_a_part_that_prints_without_end_loses_no_line_while_its_log_turns_over(tmp_path, keeper):
    part = python("for number in range(5000): print('line', number)", tmp_path, keeper)
    assert part.wait(10)
    keeper.settle("part")
    assert written(tmp_path) == [f"line {number}" for number in range(5000)]
    assert (tmp_path / "part.log.2").exists()


def test_the_reason_of_an_end_is_found_in_a_log_that_turned_over_since_the_start(tmp_path, keeper):
    part = python("[print('line', n) for n in range(3000)]; raise SystemExit('Error: told')", tmp_path, keeper)
    assert part.wait(10)
    assert part.reason() == "Error: told"


def test_a_killed_keeper_is_replaced_and_misses_nothing(tmp_path, keeper):
    os.kill(keeper.pid, signal.SIGKILL)
    part = python("print('meanwhile')", tmp_path, keeper)
    assert part.wait(10)
    assert keeper.mend()
    wait_until(lambda: written(tmp_path) == ["meanwhile"])
    assert not keeper.mend()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a parent-death signal")
def test_what_the_parts_say_after_their_supervisor_was_killed_is_kept(tmp_path):
    part = "import signal, sys; signal.signal(15, lambda *_: sys.exit('last words')); print('up'); signal.pause()"
    script = (
        "import os, pathlib, signal; from tripl.cli.embedded.keeper import LogKeeper\n"
        "from tripl.cli.embedded.process import Process\n"
        f"folder = pathlib.Path({str(tmp_path)!r}); lock = os.open(folder / 'lock', os.O_RDWR | os.O_CREAT)\n"
        "keeper = LogKeeper(lambda name: folder / f'{name}.log', ['part'], lock); keeper.start()\n"
        f"Process('part', [{sys.executable!r}, '-u', '-c', {part!r}], folder / 'part.log', keeper=keeper).start()\n"
        "print(keeper.pid, flush=True); signal.pause()"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as supervisor:
        assert supervisor.stdout
        keeper = int(supervisor.stdout.readline())
        wait_until(lambda: written(tmp_path) == ["up"])
        supervisor.kill()
    wait_until(lambda: written(tmp_path) == ["up", "last words"])
    wait_until(lambda: not pathlib.Path(f"/proc/{keeper}").exists())
