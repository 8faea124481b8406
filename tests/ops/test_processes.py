"""Worker and scheduler as real processes: what they refuse, what they log, what they are set to."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from cryptography.fernet import Fernet
from tests.cli.conftest import open_folder

from tripl.cli.embedded import EmbeddedValkey

pytestmark = pytest.mark.xdist_group("processes")
CELERY = ("-m", "celery", "-A", "tripl.worker.celery_app")
WORKER = (*CELERY, "worker", "--loglevel=info", "--concurrency=1", "--without-mingle", "--without-gossip")
ROLES = {
    "worker": WORKER,
    "beat": (*CELERY, "beat", "--loglevel=info"),
    "tripl worker": ("-m", "tripl.cli", "worker"),
    "tripl beat": ("-m", "tripl.cli", "beat"),
    "tripl serve": ("-m", "tripl.cli", "serve", "--port", "0"),
}
GOOD = {
    "DEPLOYMENT_POSTURE": "local",
    "ENCRYPTION_KEY": Fernet.generate_key().decode(),
    "SECRET_KEY": "a secret of this test that is long enough",
    "APP_BASE_URL": "http://127.0.0.1:8000",
    "DATABASE_URL": "postgresql://app:not-the-sample@127.0.0.1:1/tripl",
    "RABBITMQ_URL": "redis://127.0.0.1:1/0",
}


def environment(**over: str) -> dict[str, str]:
    paths = os.pathsep.join(p for p in sys.path if p)
    return {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "PYTHONPATH": paths, **GOOD, **over}


def ran(*arguments: str, cwd: pathlib.Path, **over: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        env=environment(**over),
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def broker() -> Iterator[str]:
    folder = open_folder()
    with EmbeddedValkey(folder / "data") as valkey:
        yield valkey.broker_url
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def logged(folder: pathlib.Path, words: str, *arguments: str, **over: str) -> Iterator[list[str]]:
    """The lines of a running process, once one of them holds `words`."""
    output = folder / "output"
    with output.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, *arguments], env=environment(**over), cwd=folder, stdout=file, stderr=file
        )
    try:
        until = time.monotonic() + 75
        while words not in output.read_text():
            assert process.poll() is None, output.read_text()
            assert time.monotonic() < until, output.read_text()
            time.sleep(0.1)
        yield output.read_text().splitlines()
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.mark.spec("CF-33", "O-70")
@pytest.mark.parametrize("role", ROLES)
def test_every_role_refuses_an_unsafe_start_once(tmp_path, role):
    refused = ran(*ROLES[role], cwd=tmp_path, SECRET_KEY="", ENCRYPTION_KEY="")
    said = refused.stdout + refused.stderr
    assert refused.returncode == 1, said
    assert said.count("Production startup checks failed:") == 1
    assert "- ENCRYPTION_KEY is empty" in said
    assert "- SECRET_KEY is empty" in said
    assert "Traceback" not in said


@pytest.mark.spec("CF-4")
@pytest.mark.parametrize("role", ROLES)
def test_every_role_names_the_variable_it_cannot_read(tmp_path, role):
    refused = ran(*ROLES[role], cwd=tmp_path, SESSION_TTL_HOURS="soon")
    said = refused.stdout + refused.stderr
    assert refused.returncode == 1, said
    assert len([line for line in said.splitlines() if "SESSION_TTL_HOURS" in line]) == 1
    assert "Traceback" not in said


@pytest.mark.spec("O-69", "O-78")
@pytest.mark.parametrize(("log_json", "level"), [("true", "INFO"), ("false", "WARNING")])
def test_a_worker_says_that_it_is_ready(tmp_path, broker, log_json, level):
    with logged(tmp_path, "ready.", *WORKER, RABBITMQ_URL=broker, LOG_JSON=log_json, LOG_LEVEL=level) as lines:
        (line,) = [line for line in lines if "celery@" in line and "ready." in line]
    if log_json == "true":
        said = json.loads(line)
        assert (said["level"], said["logger"]) == ("INFO", "celery.apps.worker")


@pytest.mark.spec("O-69", "O-38")
def test_the_scheduler_says_what_it_sends_and_survives_a_broken_file(tmp_path, broker):
    file = tmp_path / "celerybeat-schedule"
    file.write_bytes(b"not a schedule")
    beat = (*ROLES["beat"], "--schedule", str(file))
    with logged(tmp_path, "Sending due task", *beat, RABBITMQ_URL=broker, LOG_JSON="true") as lines:
        (line,) = [line for line in lines if "Sending due task" in line][:1]
    assert json.loads(line)["message"].startswith("Scheduler: Sending due task ")
    # the dbm of this machine may add a suffix of its own
    assert any(left.read_bytes() != b"not a schedule" for left in tmp_path.glob("celerybeat-schedule*"))
