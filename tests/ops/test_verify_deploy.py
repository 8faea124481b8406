"""The checks after a deploy, against roles that run, and with each of them missing."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from celery import Celery
from sqlalchemy import Engine, text
from tests.acceptance.stack import free_port
from tests.ops import runbook
from tests.ops.processes import WORKER, environment, logged, settings

from tripl.cli.embedded.schema import shipped_head

NOBODY = "redis://127.0.0.1:1/0"
CHECKS = ("schema", "database", "broker", "cache", "settings", "health", "worker", "scheduler", "connections")
FAKE_DOCKER = """\
#!/bin/sh
# docker compose logs --no-color --tail N SERVICE
cat "$FAKE_LOGS/$6" || exit 1
"""
GOOD_LOGS = {
    "celery-worker": "[INFO] celery@host ready.\n",
    "celery-beat": "Scheduler: Sending due task system-heartbeat (system.heartbeat)\n",
    "app": "INFO Uvicorn running\n",
}


@dataclass
class Deploy:
    url: str
    over: dict[str, str]
    folder: Path

    def verify(self, *words: str, **over: str) -> tuple[int, dict[str, str], str]:
        """Status, the lines by check, and what was said beside them."""
        ran = subprocess.run(
            [sys.executable, "-m", "tripl.cli", "verify-deploy", "--url", self.url, *words],
            env=environment(**{**self.over, **over}),
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )
        lines = [line.partition(": ") for line in ran.stdout.splitlines()]
        return ran.returncode, {head: rest for head, _, rest in lines}, ran.stderr


@pytest.fixture
def deploy(tmp_path: Path, database: Engine, broker: str) -> Iterator[Deploy]:
    """API and worker, and what the scheduler sends every 30 s is sent once."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    over = settings(database, broker) | {"APP_BASE_URL": url, "REDIS_URL": broker_as_cache(broker)}
    with ExitStack() as stack:
        for name, words, arguments in (
            ("api", "Uvicorn running", ("-m", "tripl.cli", "serve", "--port", str(port))),
            ("worker", " ready.", WORKER),
        ):
            (tmp_path / name).mkdir()
            stack.enter_context(logged(tmp_path / name, words, *arguments, **over))
        Celery(broker=broker).send_task("system.heartbeat")
        wait_for_heartbeat(database)
        yield Deploy(url, over, tmp_path)


def broker_as_cache(broker: str) -> str:
    return broker.replace("redis+socket://", "unix://").partition("?")[0]


def wait_for_heartbeat(database: Engine) -> None:
    until = time.monotonic() + 75
    asked = text("SELECT count(*) FROM periodic_jobs WHERE name = 'system.heartbeat'")
    while time.monotonic() < until:
        with database.connect() as connection:
            if connection.scalar(asked):
                return
        time.sleep(0.5)
    raise AssertionError("the scheduler's first heartbeat never came")


@pytest.mark.spec("O-69")
def test_a_good_deploy_passes_every_check(deploy, database, tmp_path):
    status, lines, _ = deploy.verify()
    assert status == 0, lines
    assert lines["ok    schema"] == f"at {shipped_head()}"
    assert lines["ok    health"] == '{"status":"ok"}'
    assert lines["ok    worker"].startswith("1 with 1 slots, heard of ")
    assert list(lines) == [f"ok    {name}" for name in CHECKS]

    with database.begin() as connection:
        connection.execute(text("UPDATE worker_heartbeats SET at = now() - interval '5 min'"))
        connection.execute(text("UPDATE periodic_jobs SET last_completed_at = now() - interval '5 min'"))
        connection.execute(text("UPDATE alembic_version SET version_num = '20991231_2359'"))
    nowhere = {"RABBITMQ_URL": NOBODY, "REDIS_URL": NOBODY, "SECRET_KEY": "", "DEBUG": "false"}
    status, lines, _ = deploy.verify("--url", "http://127.0.0.1:1", **nowhere)
    assert status == 1
    failed = {name.removeprefix("FAIL  "): why for name, why in lines.items() if name.startswith("FAIL")}
    assert failed["schema"].startswith("at 20991231_2359, which this version does not know")
    assert failed["health"].startswith("http://127.0.0.1:1 does not answer")
    assert "SECRET_KEY is empty" in failed["settings"]
    assert failed.keys() >= {"broker", "cache"}
    assert set(failed) >= {"worker", "scheduler"} or lines["ok    worker"], "a heartbeat may have come in between"


@pytest.mark.spec("O-69")
def test_workers_and_a_scheduler_that_are_silent_are_found(tmp_path, database, broker):
    deploy = Deploy("http://127.0.0.1:1", settings(database, broker), tmp_path)
    status, lines, _ = deploy.verify()
    assert status == 1
    assert lines["FAIL  worker"] == "none was heard of for 60 s; what is asked for waits"
    assert lines["FAIL  scheduler"].startswith("its first heartbeat is still to come")
    assert lines["ok    cache"] == "switched off"
    with database.begin() as connection:
        connection.execute(text("INSERT INTO worker_heartbeats VALUES ('old', 2, now() - interval '61 s')"))
        beat = "INSERT INTO periodic_jobs (name, last_completed_at) VALUES ('system.heartbeat', now() - interval '2h')"
        connection.execute(text(beat))
        connection.execute(text("DELETE FROM alembic_version"))
    _, lines, _ = deploy.verify()
    assert lines["FAIL  worker"].startswith("none was heard of")
    assert re.fullmatch(r"its last heartbeat was 72\d\d s ago; nothing runs by itself", lines["FAIL  scheduler"])
    assert lines["FAIL  schema"] == f"at no revision, and this version brings {shipped_head()}; run tripl migrate"


def test_a_database_that_is_away_fails_line_by_line(tmp_path):
    away = "postgresql://tripl:a-secret-of-the-database@127.0.0.1:1/tripl"
    status, lines, said = Deploy("http://127.0.0.1:1", {}, tmp_path).verify(DATABASE_URL=away)
    assert status == 1
    assert "FAIL  schema" in lines and "FAIL  connections" in lines
    assert "a-secret-of-the-database" not in said + str(lines)
    assert "Traceback" not in said


@pytest.mark.spec("O-69")
@pytest.mark.parametrize(
    ("changed", "failing"),
    [
        ({}, None),
        ({"celery-worker": "trying to connect"}, "worker log"),
        ({"celery-beat": "beat: Starting..."}, "scheduler log"),
        ({"app": "Production startup checks failed:\n- SECRET_KEY is empty"}, "app log"),
        ({"app": 2 * "Traceback (most recent call last):\n"}, "app log"),
        ({"app": None}, "app log"),
    ],
)
def test_the_logs_of_containers_are_read_when_asked_for(tmp_path, changed, failing):
    (tmp_path / "docker").write_text(FAKE_DOCKER)
    (tmp_path / "docker").chmod(0o755)
    for name, said in {**GOOD_LOGS, **changed}.items():
        if said is not None:
            (tmp_path / name).write_text(said)
    path = os.pathsep.join([str(tmp_path), os.environ["PATH"]])
    _, lines, _ = Deploy("http://127.0.0.1:1", {}, tmp_path).verify(
        "--compose-logs", PATH=path, FAKE_LOGS=str(tmp_path)
    )
    found = {name[6:]: name.startswith("ok") for name in lines if name.endswith(" log")}
    assert found == {name: name != failing for name in ("worker log", "scheduler log", "app log")}


def test_without_an_engine_the_logs_are_said_to_be_out_of_reach(tmp_path):
    _, lines, _ = Deploy("http://127.0.0.1:1", {}, tmp_path).verify("--compose-logs", PATH=str(tmp_path))
    assert lines["FAIL  app log"] == "docker is not to be had here; leave --compose-logs out"


@pytest.mark.spec("O-69", "O-43")
def test_the_probe_of_the_page_answers(tmp_path, database, broker):
    if shutil.which("curl") is None:
        pytest.skip("no curl here")
    port = str(free_port())
    with logged(tmp_path, "Uvicorn running", "-m", "tripl.cli", "serve", "--port", port, **settings(database, broker)):
        probe = runbook.HEALTH.text.replace("8000", port)
        ran = subprocess.run(["sh", "-c", probe], capture_output=True, text=True, timeout=20, check=False)
    assert (ran.returncode, ran.stdout) == (0, '{"status":"ok"}')
