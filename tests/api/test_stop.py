"""A real server that is asked to stop while pages listen."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest
from sqlalchemy import delete
from tests.factories.accounts import make_organization, make_session, make_user
from tests.factories.projects import make_project

from tripl.db.session import make_sessions
from tripl.models.accounts import Organization, User

SECRET = "a secret of this test that is long enough"
STOP = 8.0


@pytest.fixture
def visitor(engine, queue, bus) -> Iterator[tuple[str, str]]:
    """(slug of a project, cookie), really committed."""
    sessions = make_sessions(engine, queue, bus)
    with sessions.begin() as session:
        organization = make_organization(session, "stopping")
        user = make_user(session, "owner", organization)
        found = make_project(session, organization).slug, make_session(session, user, SECRET)
    yield found
    with sessions.begin() as session:
        session.execute(delete(Organization))
        session.execute(delete(User))


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def wait_until_healthy(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{url}/health").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the server did not start")


@pytest.mark.spec("O-50", "API-50")
@pytest.mark.parametrize("workers", [1, 2])
def test_open_streams_do_not_hold_up_a_stop(postgres_url, visitor, tmp_path, workers):
    slug, cookie = visitor
    port = free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": postgres_url,
        "SECRET_KEY": SECRET,
        "DEBUG": "true",
    }
    command = [sys.executable, "-m", "uvicorn", "tripl.main:app", "--port", str(port), "--workers", str(workers)]
    server = subprocess.Popen(command, env=environment, cwd=tmp_path)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until_healthy(url, server)
        path = f"{url}/api/v1/projects/{slug}/events/stream"
        with httpx.stream("GET", path, cookies={"tripl_session": cookie}, timeout=20) as answer:
            assert answer.status_code == 200
            lines = answer.iter_lines()
            assert next(lines) == "event: status"
            start = time.monotonic()
            server.send_signal(signal.SIGTERM)
            list(lines)
            assert server.wait(20) in {0, -signal.SIGTERM}
            assert time.monotonic() - start < STOP
    finally:
        server.kill()
        server.wait()
