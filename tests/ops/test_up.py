"""`tripl up` from the command line: one data folder for the file, so only the first test pays for the first start."""

import contextlib
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from tests.cli.conftest import open_folder
from tests.ops.running import ADDRESS, RunningUp

from tripl.cli.embedded.holders import holders_of
from tripl.cli.embedded.stack import STOP_STAGES

IN_ORDER = ["app", "beat", "worker", "valkey", "postgres"]
LIMIT = 10  # seconds a stop may take
PATIENCE = STOP_STAGES[0][0]  # seconds the first stage is given when nobody is in a hurry
linux = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc")


@pytest.fixture(scope="module")
def data() -> Iterator[pathlib.Path]:
    folder = open_folder()
    yield folder / "data"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def up(data: pathlib.Path) -> Iterator[RunningUp]:
    with RunningUp(data) as up:
        up.wait_for(ADDRESS)
        up.wait_for_log("worker", " ready.")
        yield up


def wait_healthy(up: RunningUp, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(urllib.error.HTTPError, TimeoutError):
            if up.healthy():
                return
        time.sleep(0.2)
    raise AssertionError(f"not healthy after {seconds} s")


def stopped_in_order(up: RunningUp) -> bool:
    said = [line.split()[0] for line in up.lines if line.endswith(("stopped", "killed"))]
    return said == [name for name in IN_ORDER if name in said] and {"app", "valkey", "postgres"} <= set(said)


class TestRunning:
    """What holds while it runs; one start for all."""

    @pytest.fixture(scope="class")
    @staticmethod
    def running(data: pathlib.Path) -> Iterator[RunningUp]:
        with RunningUp(data) as running:
            running.wait_for(ADDRESS)
            yield running

    def test_the_first_start_ends_with_the_address_of_a_healthy_page(self, running):
        events = [line.split(" (")[0].split(" to ")[0] for line in running.lines if not line.startswith("port ")]
        assert events[:2] == ["valkey ready", "postgres ready"]
        assert events[2:6] == ["schema brought", "app started", "app healthy", "worker and beat started"]
        assert running.lines[-1].startswith(f"{ADDRESS}http://127.0.0.1:")
        assert running.healthy()

    @pytest.mark.spec("O-32")
    @linux
    def test_three_processes_cooperate_and_the_page_outlives_the_other_two(self, running):
        for words in ("celery_app worker", "celery_app beat"):
            (pid,) = running.children(words)
            os.kill(pid, signal.SIGSTOP)
        try:
            assert running.healthy()
        finally:
            for words in ("celery_app worker", "celery_app beat"):
                os.kill(running.children(words)[0], signal.SIGCONT)

    def test_a_second_up_on_the_same_data_is_refused_in_one_sentence(self, running):
        with RunningUp(running.data) as second:
            assert second.process.wait(10) != 0
            (sentence,) = second.lines
        assert f"already running on {running.data} at {running.url}" in sentence
        assert running.healthy()

    def test_the_folder_belongs_to_its_owner_alone(self, running):
        assert (running.data / "secrets.env").stat().st_mode & 0o777 == 0o600
        assert running.data.stat().st_mode & 0o066 == 0
        for log in ("app", "worker", "beat", "postgres", "valkey"):
            running.wait_for_log(log, "\n")  # a log begins with the first line its part says
        secrets = (running.data / "secrets.env").read_text()
        lines = "\n".join(running.lines) + "".join(path.read_text() for path in (running.data / "logs").glob("*.log"))
        assert not [line for line in secrets.splitlines() if line.partition("=")[2] in lines]

    def test_other_hosts_and_names_get_nothing(self, running):
        foreign = urllib.request.Request(f"{running.url}/health", headers={"Host": "evil.example"})
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(foreign, timeout=5)
        assert refused.value.code == 403

    @linux
    def test_what_crashes_is_started_again(self, running):
        for words in ("cli serve", "celery_app worker", "bin/postgres"):
            running.kill_child(words)
        for name in ("app", "worker", "postgres"):
            running.wait_for(f"{name} ended with status -9, starting it again")
            running.wait_for(f"{name} started again")
        wait_healthy(running)  # it answers 503 while PostgreSQL recovers


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_a_signal_stops_all_in_order_within_ten_seconds(up, number):
    status, seconds = up.end(number)
    assert status == 0
    assert seconds < LIMIT
    assert stopped_in_order(up)
    assert not any("killed" in line for line in up.lines)
    assert holders_of(up.data / "lock") == []


@linux
def test_a_second_signal_stops_hard(up):
    (worker,) = up.children("celery_app worker")
    os.kill(worker, signal.SIGSTOP)  # it will not hear the polite signal
    status, seconds = up.end(signal.SIGTERM, signal.SIGTERM)
    assert status == 128 + signal.SIGTERM
    assert seconds < PATIENCE
    assert "worker killed" in up.lines
    assert holders_of(up.data / "lock") == []


@linux
def test_a_worker_that_does_not_hear_is_killed_within_the_ten_seconds(up):
    os.kill(up.children("celery_app worker")[0], signal.SIGSTOP)
    status, seconds = up.end(signal.SIGINT)
    assert status == 0
    assert seconds < LIMIT
    assert "worker killed" in up.lines


def test_a_taken_port_is_refused_when_asked_for_and_passed_over_when_not(data):
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            other.bind(("127.0.0.1", 8000))
            other.listen()
        except OSError:  # somebody else has it, which serves as well
            pass
        with RunningUp(data, "--port", "8000") as asked:
            assert asked.process.wait(10) != 0
            assert asked.lines[-1] == "Error: port 8000 is taken by another program; choose another with --port"
        with RunningUp(data) as unasked:
            unasked.wait_for(ADDRESS)
            assert any(line.startswith("port 8000 is taken, using ") for line in unasked.lines)
            assert unasked.healthy()


@linux
def test_the_next_up_recovers_from_a_killed_supervisor(data):
    with RunningUp(data) as killed:
        killed.wait_for(ADDRESS)
        orphans = holders_of(data / "lock")
        killed.process.kill()
        killed.process.wait()
        with RunningUp(data) as up:
            up.wait_for(ADDRESS)
            assert up.healthy()
            assert not set(orphans) & set(holders_of(data / "lock"))
            assert up.end(signal.SIGTERM)[0] == 0


def test_a_failing_app_is_reported_and_everything_stops(data):
    environment = {**os.environ, "SESSION_TTL_HOURS": "many"}
    with RunningUp(data, env=environment) as up:
        assert up.process.wait(60) == 1
        assert any("SESSION_TTL_HOURS" in line for line in up.lines)
        assert stopped_in_order(up)


def open_python(folder: pathlib.Path) -> str:
    """Our interpreter where an ordinary account may run it: itself, or a copy when it lies in root's home."""
    with contextlib.suppress(OSError):
        subprocess.run([sys.executable, "-c", ""], user="nobody", check=True)
        return sys.executable
    home, version = folder / "python", f"python{sys.version_info.major}.{sys.version_info.minor}"
    (home / "bin").mkdir(parents=True)
    shutil.copy2(pathlib.Path(sys.base_prefix, "bin", version), home / "bin" / version)
    leave = shutil.ignore_patterns("test", "tests", "__pycache__", "site-packages", "idlelib", "config-*")
    shutil.copytree(pathlib.Path(sys.base_prefix, "lib", version), home / "lib" / version, ignore=leave)
    for library in pathlib.Path(sys.base_prefix, "lib").glob("libpython*"):
        shutil.copy2(library, home / "lib")
    return str(home / "bin" / version)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become somebody else")
def test_an_ordinary_account_runs_it_as_itself():
    folder, nobody = open_folder(), pwd.getpwnam("nobody")
    python = open_python(folder)
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    ours = [p for p in sys.path if p and not pathlib.Path(p).is_relative_to(sys.base_prefix)]
    environment = {"PATH": os.defpath, "HOME": str(folder), "PYTHONPATH": os.pathsep.join(ours)}
    environment["LD_LIBRARY_PATH"] = str(pathlib.Path(python).parents[1] / "lib")
    try:
        with RunningUp(
            folder / "data", python=python, user="nobody", group=nobody.pw_gid, extra_groups=[], env=environment
        ) as up:
            up.wait_for(ADDRESS)
            assert up.healthy()
            owners = {pathlib.Path(f"/proc/{pid}").stat().st_uid for pid in holders_of(up.data / "lock")}
            assert owners == {nobody.pw_uid}
            assert (up.data / "secrets.env").stat().st_uid == nobody.pw_uid
            assert not any((up.data / "bin").iterdir())
            assert up.end(signal.SIGTERM)[0] == 0
    finally:
        shutil.rmtree(folder, ignore_errors=True)
