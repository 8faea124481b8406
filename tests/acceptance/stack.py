"""A running tripl, driven as a user's program would drive it."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

PASSWORD = "correct-horse-9-battery"
START_LIMIT = 90
ROOT = pathlib.Path(__file__).resolve().parents[2]


@dataclass
class Stack:
    """One `tripl up` over a data folder of its own."""

    data: pathlib.Path
    process: subprocess.Popen[str]
    url: str
    lines: list[str] = field(default_factory=list)

    @property
    def files(self) -> pathlib.Path:
        folder = self.data / "files"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def children(self, word: str) -> list[int]:
        """Process ids below the supervisor whose command line holds `word`, oldest first."""
        listing = subprocess.run(["ps", "-wweo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
        rows = [line.split(None, 2) for line in listing.splitlines()[1:]]
        family, grown = {self.process.pid}, True
        while grown:
            more = {int(pid) for pid, parent, _ in rows if int(parent) in family} - family
            family |= more
            grown = bool(more)
        return [int(pid) for pid, _, args in rows if int(pid) in family and word in args]


@contextmanager
def running_stack(data: pathlib.Path | None = None) -> Iterator[Stack]:
    folder = data or pathlib.Path(tempfile.mkdtemp(prefix="tripl-story-", dir="/tmp"))
    folder.chmod(0o755)
    env = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_", "RABBITMQ_", "REDIS_"))}
    command = [
        sys.executable,
        "-m",
        "tripl.cli",
        "up",
        "--data",
        str(folder),
        "--port",
        str(free_port()),
        "--no-browser",
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env, cwd=ROOT)
    stack = Stack(folder, process, "")
    try:
        stack.url = _await_address(stack)
        yield stack
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
        if data is None:
            shutil.rmtree(folder, ignore_errors=True)


def _await_address(stack: Stack) -> str:
    assert stack.process.stdout is not None
    deadline = time.monotonic() + START_LIMIT
    for line in stack.process.stdout:
        stack.lines.append(line.rstrip())
        found = re.search(r"tripl is running.*?(http://\S+)", line)
        if found:
            return found[1].rstrip("/")
        if time.monotonic() > deadline:
            break
    raise AssertionError("tripl up did not come up:\n" + "\n".join(stack.lines))


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Api:
    """The public API with a browser's cookie; every refusal is an assertion with its body."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=f"{url}/api/v1", timeout=60)

    def call(self, method: str, path: str, expect: int, **options: Any) -> Any:
        answer = self.http.request(method, path, **options)
        assert answer.status_code == expect, f"{method} {path}: {answer.status_code} {answer.text[:800]}"
        return answer.json() if answer.content else None

    def get(self, path: str, **params: Any) -> Any:
        return self.call("GET", path, 200, params={k: v for k, v in params.items() if v is not None})

    def post(self, path: str, body: Any = None, expect: int = 201) -> Any:
        return self.call("POST", path, expect, json=body)

    def patch(self, path: str, body: Any) -> Any:
        return self.call("PATCH", path, 200, json=body)

    def sign_up(self, email: str = "owner@example.com") -> None:
        self.post("/auth/register", {"email": email, "password": PASSWORD, "name": "Owner"})

    def run(self, slug: str, scan_id: str, limit: float = 180) -> dict[str, Any]:
        """Start a run and wait for its end."""
        job = self.post(f"/projects/{slug}/scans/{scan_id}/run")
        return self.finished(slug, scan_id, job["id"], limit)

    def finished(self, slug: str, scan_id: str, job_id: str, limit: float = 180) -> dict[str, Any]:
        deadline = time.monotonic() + limit
        while time.monotonic() < deadline:
            job: dict[str, Any] = self.get(f"/projects/{slug}/scans/{scan_id}/jobs/{job_id}")
            if job["status"] in {"completed", "failed", "cancelled"}:
                return job
            time.sleep(0.3)
        raise AssertionError(f"run {job_id} is still {job['status']}: {job['result_summary']}")


def when(value: str) -> datetime:
    return datetime.fromisoformat(value)
