"""The part of the checks that is read from the logs of containers."""

import subprocess
from collections.abc import Callable

from tripl.cli.faults import Fault

TAIL = "50"
PATIENCE = 30  # seconds
TRACEBACK = "Traceback (most recent call last)"


def worker_log() -> str:
    """It connected to the broker."""
    if " ready" not in _log("celery-worker", "all"):
        raise Fault("does not say that it is ready; see docker compose logs celery-worker")
    return "says ready"


def scheduler_log() -> str:
    """It sends."""
    if "Sending due task" not in _log("celery-beat", "all"):
        raise Fault("has sent no task yet; it takes up to 30 s")
    return "sends tasks"


def app_log() -> str:
    """Neither refusals nor a fault that repeats."""
    said = _log("app", TAIL)
    if "Production startup checks failed" in said:
        raise Fault("refuses to start; see docker compose logs app")
    if (count := said.count(TRACEBACK)) > 1:
        raise Fault(f"{count} tracebacks in its last {TAIL} lines")
    return "clean"


def _log(service: str, tail: str) -> str:
    argv = ["docker", "compose", "logs", "--no-color", "--tail", tail, service]
    try:
        ran = subprocess.run(argv, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except FileNotFoundError:
        raise Fault("docker is not to be had here; leave --compose-logs out") from None
    except subprocess.TimeoutExpired:
        raise Fault(f"docker compose logs took longer than {PATIENCE} s") from None
    if ran.returncode:
        raise Fault(f"docker compose logs: {ran.stderr.strip().splitlines()[-1] if ran.stderr.strip() else 'failed'}")
    return ran.stdout + ran.stderr


LOGS: tuple[tuple[str, Callable[[], str]], ...] = (
    ("worker log", worker_log),
    ("scheduler log", scheduler_log),
    ("app log", app_log),
)
