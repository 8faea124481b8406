"""Worker and scheduler as real processes: what they refuse, what they log, what they are set to."""

import json
import pathlib
import subprocess
import sys
import time

import pytest
from tests.ops.processes import CELERY, WORKER, environment, logged

ROLES = {
    "worker": WORKER,
    "beat": (*CELERY, "beat", "--loglevel=info"),
    "tripl worker": ("-m", "tripl.cli", "worker"),
    "tripl beat": ("-m", "tripl.cli", "beat"),
    "tripl serve": ("-m", "tripl.cli", "serve", "--port", "0"),
}


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


@pytest.mark.spec("O-69", "O-38", "O-39")
def test_the_scheduler_says_what_it_sends_and_survives_a_broken_file(tmp_path, broker):
    file = tmp_path / "celerybeat-schedule"
    file.write_bytes(b"not a schedule")
    beat = (*ROLES["beat"], "--schedule", str(file))
    begin = time.monotonic()
    with logged(tmp_path, "Sending due task", *beat, RABBITMQ_URL=broker, LOG_JSON="true") as lines:
        assert time.monotonic() - begin < 60
        (line,) = [line for line in lines if "Sending due task" in line][:1]
    assert json.loads(line)["message"].startswith("Scheduler: Sending due task ")
    # the dbm of this machine may add a suffix of its own
    assert any(left.read_bytes() != b"not a schedule" for left in tmp_path.glob("celerybeat-schedule*"))
