import json
import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from tripl.cli.embedded import EmbeddedError
from tripl.cli.embedded.holders import holders_of
from tripl.cli.embedded.lock import FolderLock
from tripl.cli.embedded.logs import rotate
from tripl.cli.embedded.port import bind
from tripl.cli.embedded.process import Process
from tripl.cli.embedded.secrets import load_secrets
from tripl.kit.processes import is_gone, is_same, signature, start_time

SLEEPER = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)",
]


def started(name: str, argv: list[str], folder, **more) -> Process:
    process = Process(name, argv, folder / f"{name}.log", **more)
    process.start()
    wait_until(lambda: "up" in process.last_words())
    return process


def wait_until(true, seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


def test_a_stop_is_asked_for_first_and_forced_after_the_grace(tmp_path):
    polite, stubborn = started("polite", SLEEPER, tmp_path), started("stubborn", STUBBORN, tmp_path)
    assert polite.stop(5)
    assert polite.poll() == -signal.SIGTERM
    assert not stubborn.stop(0.2)
    assert stubborn.poll() == -signal.SIGKILL


def test_a_kill_takes_the_children_of_the_child_too(tmp_path):
    script = f"import subprocess, sys; c = subprocess.Popen({SLEEPER!r}); print(c.pid, flush=True); c.wait()"
    parent = started("parent", [sys.executable, "-c", script], tmp_path)
    grandchild = int(parent.last_words().split()[0])
    parent.kill()
    wait_until(lambda: start_time(grandchild) is None)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a parent-death signal")
def test_a_child_does_not_outlive_a_killed_parent(tmp_path):
    script = (
        "import pathlib, sys, time; from tripl.cli.embedded.process import Process\n"
        f"p = Process('child', {SLEEPER!r}, pathlib.Path({str(tmp_path)!r}) / 'child.log')\n"
        "p.start(); print(p.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        assert start_time(child)
        parent.kill()
    wait_until(lambda: start_time(child) is None)


def test_a_pid_counts_only_with_its_start_time():
    mine = start_time(os.getpid()) or ""
    assert is_same(os.getpid(), mine)
    assert not is_same(os.getpid(), f"{mine}0")
    ended = subprocess.Popen([sys.executable, "-c", ""])
    wait_until(lambda: start_time(ended.pid) is None)  # a zombie, for nobody has waited for it
    ended.wait()


def test_a_signature_tells_its_own_machine_when_its_process_is_gone():
    assert not is_gone(signature())
    sign = "from tripl.kit.processes import signature; print(signature(), flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", sign], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as one:
        assert one.stdout
        signed = one.stdout.readline().strip()
        assert not is_gone(signed)
        one.kill()
    assert is_gone(signed)
    assert not is_gone(f"elsewhere{signed}"), "no machine can tell of another one"
    assert not is_gone("a holder of another form")


def test_a_living_owner_is_named_and_refused(tmp_path):
    holder = FolderLock(tmp_path)
    assert holder.acquire() is False
    holder.announce("http://127.0.0.1:8123")
    with pytest.raises(EmbeddedError, match=r"already running .* at http://127.0.0.1:8123 \(process \d+\)"):
        FolderLock(tmp_path).acquire()
    holder.release()
    assert FolderLock(tmp_path).acquire() is False


@pytest.mark.parametrize("has_proc", [True, False], ids=["found through /proc", "found through pid files"])
def test_what_a_killed_owner_left_is_stopped_first(tmp_path, has_proc):
    if has_proc and sys.platform != "linux":
        pytest.skip("no /proc here")
    dead = FolderLock(tmp_path, has_proc=has_proc)
    dead.acquire()
    orphan = started("orphan", SLEEPER, tmp_path, inherit=(dead.fd,))
    dead.remember("orphan", orphan.pid)
    os.pwrite(dead.fd, json.dumps({"pid": os.getpid(), "started": "long ago"}).encode().ljust(200), 0)
    os.close(dead.fd)
    assert not has_proc or orphan.pid in holders_of(tmp_path / "lock")
    assert FolderLock(tmp_path, has_proc=has_proc).acquire() is True
    assert orphan.poll() == -signal.SIGTERM


def test_secrets_are_made_once_and_readable_by_the_owner_alone(tmp_path):
    made = load_secrets(tmp_path, first_start=True)
    assert (tmp_path / "secrets.env").stat().st_mode & 0o777 == 0o600
    (tmp_path / "secrets.env").chmod(0o644)
    assert load_secrets(tmp_path, first_start=False) == made
    assert (tmp_path / "secrets.env").stat().st_mode & 0o777 == 0o600

    from cryptography.fernet import Fernet

    assert Fernet(made["ENCRYPTION_KEY"]).decrypt(Fernet(made["ENCRYPTION_KEY"]).encrypt(b"x")) == b"x"
    assert len(made["SECRET_KEY"]) >= 32


def test_lost_secrets_are_never_replaced_by_new_ones(tmp_path):
    with pytest.raises(EmbeddedError, match=r"secrets.env is missing"):
        load_secrets(tmp_path, first_start=False)
    (tmp_path / "secrets.env").write_text("SECRET_KEY=abc\n")
    with pytest.raises(EmbeddedError, match="holds no ENCRYPTION_KEY, POSTGRES_PASSWORD"):
        load_secrets(tmp_path, first_start=False)


def test_an_asked_port_is_taken_or_refused_and_an_unasked_one_is_found():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        with pytest.raises(EmbeddedError, match=f"port {taken} is taken"):
            bind(taken)
    with bind(None) as first, bind(None) as second:
        assert 8000 <= first.getsockname()[1] < second.getsockname()[1] < 8100
        assert first.getsockname()[0] == "127.0.0.1"


def test_three_earlier_logs_are_kept(tmp_path):
    for start in range(6):
        (tmp_path / "app.log").write_text(str(start))
        rotate(tmp_path)
    found = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert found == {"app.log.1": "5", "app.log.2": "4", "app.log.3": "3"}
