"""What `tripl up` does when its parts, itself, or the disk under it give way."""

import contextlib
import json
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest
from tests.acceptance.stack import PASSWORD, Api
from tests.cli.conftest import needs_root, open_folder
from tests.ops.running import ADDRESS, RunningUp

from tripl.cli.embedded.holders import holders_of
from tripl.edge.problems import AWAY
from tripl.kit.processes import start_time

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc"),
]
CHILDREN = {
    "app": "tripl.cli serve",
    "worker": "celery_app worker",
    "beat": "celery_app beat",
    "postgres": "bin/postgres",
    "valkey": "valkey-server",
}


@pytest.fixture(scope="module")
def data() -> Iterator[pathlib.Path]:
    """A folder that ran and stopped; every test leaves it so."""
    folder = open_folder()
    with RunningUp(folder / "data") as up:
        up.wait_for(ADDRESS)
        assert up.end(signal.SIGTERM)[0] == 0
    yield folder / "data"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def fresh() -> Iterator[pathlib.Path]:
    folder = open_folder()
    yield folder / "data"
    shutil.rmtree(folder, ignore_errors=True)


def wait_until_healthy(up: RunningUp, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"{up.url}/health", timeout=5).status_code == 200:
                return
        time.sleep(0.2)
    raise AssertionError(f"not healthy after {seconds} s:\n" + "\n".join(up.lines))


def signed_in(up: RunningUp) -> Api:
    api = Api(up.url)
    api.post("/auth/login", {"email": "owner@example.com", "password": PASSWORD}, expect=200)
    return api


def test_each_part_that_crashes_is_said_and_started_again(data):
    with RunningUp(data) as up:
        up.wait_for(ADDRESS)
        for name, words in CHILDREN.items():
            up.kill_child(words)
            up.wait_for(f"{name} ended with status -9, starting it again in 0.5 s (see ")
            up.wait_for(f"{name} started again")
        wait_until_healthy(up)
        for words in CHILDREN.values():
            assert len(up.children(words)) == 1
        assert up.end(signal.SIGTERM)[0] == 0
    assert holders_of(data / "lock") == []


def test_the_page_is_told_of_a_part_that_keeps_falling(fresh):
    with RunningUp(fresh) as up:
        up.wait_for(ADDRESS)
        api = Api(up.url)
        api.sign_up()
        assert api.get("/system/troubled-parts") == []
        for fall in range(1, 4):
            wait_until_there(up, CHILDREN["worker"])
            up.kill_child(CHILDREN["worker"])
            up.wait_for(f"worker ended with status -9, starting it again in {2 ** (fall - 2):g} s (see ")
        (told,) = api.get("/system/troubled-parts")
        assert (told["part"], told["state"], told["reason"]) == ("worker", "failing", None)
        assert told["log"] == str(fresh / "logs" / "worker.log")
        assert (fresh / "parts.json").stat().st_mode & 0o777 == 0o600
        assert up.end(signal.SIGTERM)[0] == 0
    with RunningUp(fresh) as up:
        up.wait_for(ADDRESS)
        assert signed_in(up).get("/system/troubled-parts") == [], "what was before is forgotten"
        assert up.end(signal.SIGTERM)[0] == 0


def wait_until_there(up: RunningUp, words: str) -> None:
    deadline = time.monotonic() + 30
    while not up.children(words):
        assert time.monotonic() < deadline, f"{words} did not come back"
        time.sleep(0.05)


def test_the_logs_go_on_when_what_writes_them_is_killed(data):
    with RunningUp(data) as up:
        up.wait_for(ADDRESS)
        (keeper,) = up.children("cli up")
        os.kill(keeper, signal.SIGKILL)
        up.wait_for("what writes the logs ended and was started again")
        up.kill_child(CHILDREN["postgres"])
        up.wait_for("postgres started again")
        up.wait_for_log("postgres", "automatic recovery in progress")
        assert up.end(signal.SIGTERM)[0] == 0
    assert holders_of(data / "lock") == []


def test_variables_of_other_programs_keep_nothing_from_starting(data):
    foreign = {
        "PGSERVICE": "nowhere",
        "PGHOST": "nowhere",
        "PGOPTIONS": "-c nothing=1",
        "CELERY_BROKER_URL": "amqp://nowhere.invalid",
        "DATABASE_URL": "postgresql://nobody@nowhere.invalid/x",
        "HTTP_PROXY": "http://127.0.0.1:1",
    }
    with RunningUp(data, env={**os.environ, **foreign}) as up:
        up.wait_for(ADDRESS)
        up.wait_for_log("worker", " ready.")
        assert up.end(signal.SIGTERM)[0] == 0


def test_few_open_files_are_raised_or_refused_in_one_sentence(data):
    limited = {hard: lambda hard=hard: resource.setrlimit(resource.RLIMIT_NOFILE, (40, hard)) for hard in (40, 4096)}
    with RunningUp(data, preexec_fn=limited[40]) as refused:
        assert refused.process.wait(20) == 1
        assert refused.lines == ["Error: this shell lets a program open 40 files and tripl needs 256; raise ulimit -n"]
    with RunningUp(data, preexec_fn=limited[4096]) as up:
        up.wait_for(ADDRESS)
        assert up.end(signal.SIGTERM)[0] == 0


def test_a_second_up_while_the_first_stops_is_refused_and_a_third_one_runs(data):
    with RunningUp(data) as first:
        first.wait_for(ADDRESS)
        first.process.send_signal(signal.SIGTERM)
        first.wait_for("stopping")
        first.process.send_signal(signal.SIGSTOP)  # in the middle of it, for as long as we look
        try:
            with RunningUp(data) as second:
                assert second.process.wait(30) == 1
                assert second.lines[-1].startswith(f"Error: tripl is already running on {data}")
        finally:
            first.process.send_signal(signal.SIGCONT)
        assert first.process.wait(20) == 0
    with RunningUp(data) as third:
        third.wait_for(ADDRESS)
        assert third.end(signal.SIGTERM)[0] == 0


def test_a_part_that_cannot_start_again_says_why_and_comes_back_by_itself(data):
    with RunningUp(data) as up:
        up.wait_for(ADDRESS)
        conf = data / "postgres" / "postgresql.conf"
        good = conf.read_text()
        conf.write_text(f"{good}\nshared_buffers = 'plenty'\n")
        up.kill_child(CHILDREN["postgres"])
        up.wait_for("postgres keeps failing (5 times in a row) and is tried again every 30 s at most", 60)
        answer = httpx.get(f"{up.url}/api/v1/auth/status", timeout=15)
        assert (answer.status_code, answer.json()["detail"]) == (503, AWAY)
        (line,) = [line for line in up.lines if "keeps failing" in line]
        assert "configuration file" in line
        assert "postgresql.conf" in line
        delays = [line.partition("again in ")[2].split()[0] for line in up.lines if line.startswith("postgres ended")]
        assert delays[:5] == ["0.5", "1", "2", "4", "8"]
        conf.write_text(good)
        wait_until_healthy(up)
        assert up.end(signal.SIGTERM)[0] == 0


@pytest.mark.parametrize("moment", ["postgres.new", "valkey ready", "postgres ready", "app started", "worker and beat"])
def test_a_supervisor_killed_during_the_first_start_leaves_nothing_in_the_way(fresh, moment):
    with RunningUp(fresh) as killed:
        if moment == "postgres.new":
            wait_for_path(fresh / moment / "global")
        else:
            killed.wait_for(moment)
        killed.process.kill()
        killed.process.wait()
    with RunningUp(fresh) as up:
        up.wait_for(ADDRESS, 90)
        Api(up.url).sign_up()
        assert not (fresh / "postgres.new").exists()
        assert up.end(signal.SIGTERM)[0] == 0
    assert holders_of(fresh / "lock") == []


def wait_for_path(path: pathlib.Path) -> None:
    deadline = time.monotonic() + 30
    while not path.exists():
        assert time.monotonic() < deadline, f"{path} never appeared"
        time.sleep(0.005)


def test_everything_killed_at_once_and_stale_pids_of_others_lose_nothing(fresh):
    """As if the machine had lost its power, and after it the pids belonged to other programs."""
    with RunningUp(fresh) as killed:
        killed.wait_for(ADDRESS)
        api = Api(killed.url)
        api.sign_up()
        api.post("/projects", {"name": "Kept", "slug": "kept"})
        everything = [killed.process.pid, *holders_of(fresh / "lock")]
        for pid in everything:
            os.kill(pid, signal.SIGSTOP)
        for pid in everything:
            os.kill(pid, signal.SIGKILL)
        killed.process.wait()
    with subprocess.Popen(["sleep", "60"]) as stranger:
        pidfile = fresh / "postgres" / "postmaster.pid"
        pidfile.write_text("\n".join([str(stranger.pid), *pidfile.read_text().splitlines()[1:]]))
        (fresh / "lock").write_text(json.dumps({"pid": stranger.pid, "started": "long ago", "url": "http://x"}))
        with RunningUp(fresh) as up:
            up.wait_for(ADDRESS)
            assert [project["slug"] for project in signed_in(up).get("/projects")] == ["kept"]
            assert up.end(signal.SIGTERM)[0] == 0
        assert start_time(stranger.pid), "a stranger with an old pid of ours was left alone"
        stranger.kill()


def test_a_damaged_queue_of_messages_is_set_aside(data):
    """A power cut may leave it so. What the messages were about is in the database."""
    with RunningUp(data) as up:
        up.wait_for(ADDRESS)
        assert up.end(signal.SIGTERM)[0] == 0
    (kept,) = (data / "valkey" / "appendonlydir").glob("*.incr.aof")
    kept.write_bytes(b"*3\r\n$3\r\nSET\r\n" + bytes(100) + kept.read_bytes())
    with RunningUp(data) as up:
        up.wait_for("Valkey did not start: ")
        up.wait_for("its data is set aside, and it starts empty")
        up.wait_for(ADDRESS)
        up.wait_for_log("worker", " ready.")
        assert (data / "valkey.broken" / kept.name).exists()
        assert up.end(signal.SIGTERM)[0] == 0


class TestReset:
    def test_it_wants_to_be_confirmed_and_keeps_what_a_person_put_there(self, data):
        kept = data / "files" / "visits.csv"
        with RunningUp(data) as running:
            running.wait_for(ADDRESS)
            Api(running.url).sign_up()
            kept.write_text("a,b\n")
            (data / "files" / "uploads" / "of a person").mkdir(parents=True)
            (data / "notes.txt").write_text("mine")
            with RunningUp(data, "--reset", "--yes") as refused:
                assert refused.process.wait(20) == 1
                assert f"tripl is already running on {data} at {running.url}" in refused.lines[-1]
            assert running.end(signal.SIGTERM)[0] == 0
        with RunningUp(data, "--reset") as unsure:
            assert unsure.process.wait(20) == 1
            assert unsure.lines[-1].endswith("Say --yes as well to confirm it")
        secrets = (data / "secrets.env").read_text()
        with RunningUp(data, "--reset", "--yes") as up:
            up.wait_for(ADDRESS)
            assert f"{data} starts over" in up.lines
            Api(up.url).sign_up()  # the first account again
            assert (data / "secrets.env").read_text() != secrets
            assert kept.read_text() == "a,b\n"
            assert not (data / "files" / "uploads" / "of a person").exists()
            assert (data / "notes.txt").read_text() == "mine"
            assert up.end(signal.SIGTERM)[0] == 0

    @pytest.mark.parametrize(("answer", "gone"), [("n\n", False), ("y\n", True)])
    def test_a_person_is_asked(self, data, answer, gone):
        """Through a terminal of its own."""
        import pty

        before = (data / "secrets.env").read_text()
        main, side = pty.openpty()
        argv = [sys.executable, "-m", "tripl.cli", "up", "--data", str(data), "--reset", "--no-browser"]
        with subprocess.Popen(argv, stdin=side, stdout=side, stderr=side, cwd=data.parent) as up:
            os.close(side)
            said = read_until(main, "Go on? [y/N]: ")
            assert "This deletes the accounts, plans, counts, uploads, secrets, logs and backups in" in said
            os.write(main, answer.encode())
            if gone:
                read_until(main, ADDRESS)
                up.send_signal(signal.SIGTERM)
            read_until(main, "")
            assert up.wait(30) == (0 if gone else 1)
        assert ((data / "secrets.env").read_text() != before) is gone


def read_until(terminal: int, words: str) -> str:
    """What a program prints, up to the words, or to its end for none."""
    said = ""
    while not words or words not in said:
        try:
            got = os.read(terminal, 4096)
        except OSError:  # the other side is closed
            break
        if not got:
            break
        said += got.decode()
    return said


class TestHost:
    def test_other_machines_get_in_only_over_https(self, data):
        for options, why in (
            (("--host", "0.0.0.0"), "lets other machines in, and tripl itself speaks plain HTTP"),
            (("--base-url", "http://tripl.example"), "is no https:// address; sessions would travel unencrypted"),
            (("--host", "192.0.2.7", "--base-url", "https://tripl.example"), "is not an address of this machine"),
            (("--host", "no.such.host.invalid", "--base-url", "https://tripl.example"), "cannot be found"),
        ):
            with RunningUp(data, *options) as up:
                assert up.process.wait(20) == 1
                (sentence,) = up.lines
            assert why in sentence

    def test_behind_a_proxy_every_check_of_a_server_applies(self, data):
        with RunningUp(data, "--host", "0.0.0.0", "--base-url", "https://tripl.example") as up:
            up.wait_for(f"{ADDRESS}https://tripl.example")
            (warning,) = [line for line in up.lines if line.startswith("warning: ")]
            assert "answers other machines without encryption; let only the proxy of https://tripl.example" in warning
            inside = warning.split()[1].replace("0.0.0.0", "127.0.0.1")
            named = httpx.get(f"{inside}/health", headers={"Host": "tripl.example"}, timeout=5)
            assert named.status_code == 200
            body = {"email": "first@example.com", "password": PASSWORD, "name": "First"}
            with httpx.Client(base_url=inside, headers={"Origin": "https://tripl.example"}) as client:
                answer = client.post("/api/v1/auth/register", json=body)
            if answer.status_code == 201:
                assert "secure" in answer.headers["set-cookie"].lower()
            evil = {"Origin": "https://evil.example", "Cookie": "tripl_session=stolen"}
            foreign = httpx.post(f"{inside}/api/v1/auth/login", json=body, headers=evil)
            assert foreign.status_code == 403
            assert up.end(signal.SIGTERM)[0] == 0

    def test_on_ipv6_it_is_as_local_as_on_ipv4(self, data):
        with RunningUp(data, "--host", "::1") as up:
            up.wait_for(f"{ADDRESS}http://[::1]:")
            assert up.healthy()
            foreign = httpx.get(f"{up.url}/health", headers={"Host": "tripl.example"}, timeout=5)
            assert foreign.status_code == 403
            assert up.end(signal.SIGTERM)[0] == 0


@needs_root
def test_a_disk_that_fills_is_said_and_heals(fresh):
    disk = fresh.parent / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=500m,mode=755", "tmpfs", str(disk)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("cannot mount a file system here")
    try:
        fill_and_heal(disk)
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def fill_and_heal(disk: pathlib.Path) -> None:
    filling = disk / "filling"
    with RunningUp(disk / "data") as up:
        up.wait_for(ADDRESS)
        api = Api(up.url)
        api.sign_up()
        with filling.open("wb") as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(2**16))
        up.wait_for("MB left): make space, or counting stops")
        made = 0
        for number in range(400):  # until the write-ahead log finds no place any more
            answer = api.http.post("/projects", json={"name": "x" * 100, "slug": f"p{number}"})
            made += answer.status_code == 201
            if answer.status_code >= 500:
                break
        filling.unlink()
        up.wait_for("has space again")
        wait_until_healthy(up, 90)
        kept = signed_in(up).get("/projects")
        assert len(kept) == made, "what was answered with 201 is there, and nothing else"
        signed_in(up).post("/projects", {"name": "After", "slug": "after"})
        for words in CHILDREN.values():
            assert len(up.children(words)) == 1
        assert up.end(signal.SIGTERM)[0] == 0
